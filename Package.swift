// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target of ours. On CI a warning is an error.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// A library target, with what it may import. `TidyTests` holds this map against the design.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// An executable of a few lines around one library.
func door(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one target. Their snapshots are read where they lie.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude, swiftSettings: settings)
}

/// A product of a package that we lean on.
func of(_ package: String, _ product: String) -> Target.Dependency {
  .product(name: product, package: package)
}

let crypto = of("swift-crypto", "Crypto")
let cryptoExtras = of("swift-crypto", "CryptoExtras")
let httpTypes = of("swift-http-types", "HTTPTypes")
let logging = of("swift-log", "Logging")
let lifecycle = of("swift-service-lifecycle", "ServiceLifecycle")
let arguments = of("swift-argument-parser", "ArgumentParser")
let configuration = of("swift-configuration", "Configuration")
let x509 = of("swift-certificates", "X509")
let asn1 = of("swift-asn1", "SwiftASN1")
let hummingbird = of("hummingbird", "Hummingbird")

let package = Package(
  name: "crier",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "crier-agent", targets: ["crier-agent"]),
    .executable(name: "crier-coordinator", targets: ["crier-coordinator"]),
    .executable(name: "crier-sandbox", targets: ["crier-sandbox"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: ["YAML"]),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
  ],
  targets: [
    // The words and every pure rule.
    room("Domain", [crypto, cryptoExtras]),

    // One C library, one target.
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    room("Postgres", ["CLibPQ", logging]),
    room("Curl", ["CLibCurl", httpTypes]),

    // The two stores, and the platforms as values.
    room("LocalStore", ["Domain", of("GRDB.swift", "GRDB")]),
    room("CentralStore", ["Domain", "Postgres", crypto]),
    room("Platforms", ["Domain", httpTypes]),

    // The stations. No station imports a station.
    room("Sync", ["Domain", "LocalStore", "CentralStore", lifecycle, logging]),
    room("Reconciliation", ["Domain", "CentralStore", lifecycle, logging]),
    room("Scheduling", ["Domain", "CentralStore", lifecycle, logging]),
    room("Delivery", ["Domain", "CentralStore", "Platforms", crypto, lifecycle, logging]),

    // What both command lines share.
    room("Console", [arguments, configuration]),

    // The composition roots and the commands.
    room(
      "AgentApp",
      [
        "Console", "Domain", "LocalStore", "CentralStore", "Sync", "Postgres", "Platforms", crypto, arguments,
        configuration, lifecycle, logging, x509, asn1, of("swift-service-lifecycle", "UnixSignals"),
      ]),
    room(
      "CoordinatorApp",
      [
        "Console", "Domain", "CentralStore", "Postgres", "Curl", "Platforms", "Reconciliation",
        "Scheduling", "Delivery", crypto, cryptoExtras, arguments, configuration, lifecycle, logging,
        hummingbird, x509, asn1, httpTypes, of("swift-service-lifecycle", "UnixSignals"),
      ]),
    door("crier-agent", ["Console", "AgentApp"]),
    door("crier-coordinator", ["Console", "CoordinatorApp"]),

    // The platforms' stand-ins; they know nothing of Crier.
    room(
      "Sandbox",
      [
        crypto, hummingbird, of("hummingbird", "HummingbirdTLS"), of("hummingbird", "HummingbirdHTTP2"),
        of("hummingbird", "HummingbirdCore"), of("swift-mustache", "Mustache"), of("swift-nio", "NIOCore"),
        of("swift-nio-ssl", "NIOSSL"), of("swift-service-lifecycle", "UnixSignals"), httpTypes, lifecycle,
        logging,
      ]),
    door("crier-sandbox", ["Sandbox", arguments]),

    // Tests.
    .target(name: "TestKit", dependencies: ["Domain", "Postgres"], path: "Tests/TestKit", swiftSettings: settings),
    tests("Domain", ["TestKit", crypto]),
    tests("Postgres", ["TestKit"]),
    tests("Curl", ["TestKit", httpTypes]),
    tests("LocalStore", ["TestKit", "Domain", crypto]),
    tests(
      "Sync",
      ["TestKit", "Domain", "LocalStore", "CentralStore", "Reconciliation", "Postgres", crypto, lifecycle, logging]),
    tests(
      "AgentApp", ["TestKit", "Domain", "LocalStore", "Console", "Platforms", arguments, crypto], exclude: ["Snapshots"]
    ),
    tests("CentralStore", ["TestKit", "Domain", "Postgres"]),
    .target(
      name: "PlatformConformance", dependencies: ["Platforms", "Domain", httpTypes],
      path: "Tests/PlatformConformance", swiftSettings: settings),
    tests("Platforms", ["PlatformConformance", "Domain", httpTypes]),
    tests("Reconciliation", ["TestKit", "Domain", "CentralStore", "Postgres", crypto, logging]),
    tests("Scheduling", ["TestKit", "Domain", "CentralStore", "Postgres"]),
    tests(
      "Delivery",
      ["TestKit", "Domain", "CentralStore", "Postgres", "Platforms", "Scheduling", httpTypes, lifecycle, logging]),
    tests("Sandbox"),
    tests(
      "CoordinatorApp",
      [
        "TestKit", "Domain", "CentralStore", "Console", "Postgres", "Curl", "Platforms", "Delivery", crypto, logging,
        x509, asn1,
        arguments, httpTypes,
      ],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "ScenarioTests", dependencies: ["TestKit", "Domain", "CentralStore", "Postgres", crypto],
      swiftSettings: settings),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)
