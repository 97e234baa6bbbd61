import Testing

struct ImportRuleTests {
  @Test(arguments: [
    ("Sources/Domain/A.swift", "import Postgres", "none of ours"),
    ("Sources/Sync/A.swift", "import Domain\n@testable import Delivery", "stations never import stations"),
    ("Sources/Platforms/X/A.swift", "package import CentralStore", "it may see Domain"),
    ("Sources/Sandbox/A.swift", "import struct Domain.Post", "must not import Domain"),
    ("Sources/CoordinatorApp/A.swift", "import LocalStore", "must not import LocalStore"),
    ("Sources/Attic/A.swift", "import Domain", "not a room of the house"),
  ])
  func anImportAgainstTheMapIsNamed(path: String, text: String, message: String) {
    let findings = ImportRules.imports(SourceFile(path, text))
    #expect(findings.count == 1)
    #expect(findings.first?.description.contains(message) == true)
  }

  @Test(arguments: [
    ("Sources/Sync/A.swift", "import Domain\nimport LocalStore\nimport CentralStore\nimport Logging"),
    ("Sources/Domain/A.swift", "// import Postgres\nlet text = \"import Postgres\""),
    ("Sources/AgentApp/A.swift", "import Sync"),
  ])
  func anImportByTheMapIsFine(path: String, text: String) {
    #expect(ImportRules.imports(SourceFile(path, text)).isEmpty)
  }

  @Test(arguments: [
    ("Sources/CentralStore/A.swift", "import CLibPQ"),
    ("Sources/Delivery/A.swift", "import CLibCurl"),
    ("Sources/Sync/A.swift", "private import GRDB"),
    ("Sources/AgentApp/A.swift", "import HummingbirdTLS"),
    ("Tests/SyncTests/A.swift", "import GRDB"),
  ])
  func aSecondImporterOfALibraryIsNamed(path: String, text: String) {
    #expect(ImportRules.soleImporters(SourceFile(path, text)).map(\.line) == [1])
  }

  @Test(arguments: [
    ("Sources/Postgres/A.swift", "import CLibPQ"),
    ("Tests/LocalStoreTests/A.swift", "import GRDB"),
    ("Sources/Sandbox/A.swift", "import HummingbirdHTTP2"),
  ])
  func theOneImporterIsFine(path: String, text: String) {
    #expect(ImportRules.soleImporters(SourceFile(path, text)).isEmpty)
  }

  @Test func theManifestIsHeldAgainstTheMapAndTheFolders() {
    let manifest = SourceFile(
      "Package.swift",
      """
      let targets = [
        room("Domain", [of("swift-crypto", "Crypto")]),
        room("Sync", ["Domain", "Delivery"]),  // room("Attic")
        room("Attic"),
      ]
      """)
    let messages = ImportRules.manifest(
      Tree([
        manifest,
        SourceFile("Sources/Sync/A.swift", "import Domain\nimport LocalStore"),
        SourceFile("Sources/Postgres/A.swift", ""),
      ])
    ).map(\.description)
    #expect(
      messages == [
        "Package.swift:3: Sync must not depend on Delivery: the map of the house forbids it",
        "Package.swift:4: Attic is not in ImportRules.map: add it, or remove the target",
        "Sources/Sync/A.swift:2: Sync imports LocalStore: name it among its dependencies in Package.swift",
        "Sources/Postgres/A.swift:1: Postgres has no room or door in Package.swift: declare it there",
      ])
  }

  @Test func theManifestOfTheHouseIsUnderstood() throws {
    let manifest = try #require(try Tree.ours.get().files.first { $0.path == "Package.swift" })
    let declared = ImportRules.declarations(in: manifest)
    #expect(declared.first { $0.name == "Postgres" }?.dependencies == ["CLibPQ"])
    #expect(declared.first { $0.name == "crier-agent" }?.dependencies.contains("AgentApp") == true)
  }

  @Test func noStationSeesAnotherInTheMap() {
    for station in ImportRules.stations {
      #expect(ImportRules.map[station]?.isDisjoint(with: ImportRules.stations) == true)
    }
  }
}
