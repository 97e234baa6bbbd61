import Foundation

/// Who may import whom. The map is that of the design: a room sees the rooms below it and nothing else.
enum ImportRules {
  static let all = [
    Rule.perFile("imports follow the map of the house", imports),
    Rule.perFile("one library, one importer", soleImporters),
    Rule(name: "Package.swift agrees with the map", check: manifest),
  ]

  /// What each target may import of ours.
  static let map: [String: Set<String>] = [
    "Domain": [],
    "Postgres": ["CLibPQ"],
    "Curl": ["CLibCurl"],
    "Sandbox": [],
    "Console": [],
    "LocalStore": ["Domain"],
    "Platforms": ["Domain"],
    "CentralStore": ["Domain", "Postgres"],
    "Desk": ["Domain", "LocalStore"],
    "Sync": ["Domain", "LocalStore", "CentralStore"],
    "Reconciliation": ["Domain", "CentralStore"],
    "Scheduling": ["Domain", "CentralStore"],
    "Sealing": ["Domain", "CentralStore"],
    "Delivery": ["Domain", "CentralStore", "Platforms"],
    "Listening": ["Domain", "CentralStore", "Platforms"],
    "AgentApp": ["Domain", "LocalStore", "CentralStore", "Postgres", "Platforms", "Sync", "Desk", "Console"],
    "CoordinatorApp": [
      "Domain", "CentralStore", "Postgres", "Curl", "Platforms", "Reconciliation", "Scheduling", "Delivery",
      "Listening", "Sealing", "Console",
    ],
    "crier-agent": ["AgentApp", "Console"],
    "crier-coordinator": ["CoordinatorApp", "Console"],
    "crier-sandbox": ["Sandbox"],
  ]

  /// The links of the flow. None imports another; they hand over a row and a hint.
  static let stations: Set = ["Sync", "Reconciliation", "Scheduling", "Delivery", "Listening", "Sealing"]

  /// Libraries with one door. Modules are matched by how their name begins.
  static let doors: [(library: String, importers: Set<String>)] = [
    ("CLibPQ", ["Postgres"]),
    ("CLibCurl", ["Curl"]),
    ("GRDB", ["LocalStore"]),
    ("Hummingbird", ["Sandbox", "CoordinatorApp", "Desk"]),
  ]

  /// Module maps: nothing in Swift, so no imports of their own.
  private static let doorways: Set = ["CLibPQ", "CLibCurl"]
  private static let ours = Set(map.keys).union(doorways)

  /// The modules that a file imports, each with the index of its line.
  static func imported(by file: SourceFile) -> [(module: String, line: Int)] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    return file.code.enumerated().compactMap { line, code in
      let words = code.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"),
        words[..<keyword].allSatisfy({ $0.hasPrefix("@") || ["package", "internal", "private"].contains($0) }),
        let module = words[(keyword + 1)...].first(where: { !kinds.contains(String($0)) })
      else { return nil }
      return (String(module.prefix { $0 != "." && $0 != ";" }), line)
    }
  }

  static func imports(_ file: SourceFile) -> [Finding] {
    guard file.isSwift, let target = file.target(under: "Sources") else { return [] }
    guard let allowed = map[target] else {
      return [file.finding(0, "\(target) is not a room of the house: add it to ImportRules.map with what it may see")]
    }
    return imported(by: file).filter { ours.contains($0.module) && !allowed.contains($0.module) }.map {
      let both = stations.contains(target) && stations.contains($0.module)
      let reason =
        both
        ? "stations never import stations: hand over a row and a hint"
        : "it may see \(allowed.isEmpty ? "none of ours" : allowed.sorted().joined(separator: ", "))"
      return file.finding($0.line, "\(target) must not import \($0.module): \(reason)")
    }
  }

  static func soleImporters(_ file: SourceFile) -> [Finding] {
    guard file.isSwift else { return [] }
    let tests = file.target(under: "Tests").map { $0.hasSuffix("Tests") ? String($0.dropLast(5)) : $0 }
    guard let target = file.target(under: "Sources") ?? tests else { return [] }
    return imported(by: file).compactMap { module, line in
      guard let door = doors.first(where: { module.hasPrefix($0.library) }), !door.importers.contains(target)
      else { return nil }
      let importers = door.importers.sorted().joined(separator: ", ")
      return file.finding(line, "\(module) is imported by \(importers) alone: go through there")
    }
  }

  /// One target as Package.swift declares it.
  struct Declaration {
    let name: String
    let dependencies: Set<String>
    let line: Int
  }

  /// The rooms and doors that a manifest declares, with what they depend on of ours.
  static func declarations(in manifest: SourceFile) -> [Declaration] {
    let text = Array(manifest.text.utf8)
    let code = Array(CodeMask.mask(manifest.text).utf8)
    return ["room(", "door("].flatMap { opening -> [Declaration] in
      let needle = Array(opening.utf8)
      return code.indices.dropLast(needle.count).filter { code[$0..<$0 + needle.count].elementsEqual(needle) }
        .compactMap {
          let start = $0 + needle.count - 1
          var depth = 0
          let end = code[start...].firstIndex { byte in
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            return depth == 0
          }
          let quoted = String(decoding: text[start..<(end ?? text.count)], as: UTF8.self).split(separator: "\"")
          let names = quoted.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
          guard let name = names.first else { return nil }  // the function itself, not a use of it
          let line = text[..<$0].count { $0 == UInt8(ascii: "\n") }
          return Declaration(name: name, dependencies: Set(names.dropFirst()).intersection(ours), line: line)
        }
    }
  }

  static func manifest(_ tree: Tree) -> [Finding] {
    guard let manifest = tree.files.first(where: { $0.path == "Package.swift" }) else {
      return [Finding(file: "Package.swift", line: 1, message: "there is no manifest")]
    }
    let declared = declarations(in: manifest)
    var findings = declared.flatMap { target -> [Finding] in
      guard let allowed = map[target.name] else {
        return [manifest.finding(target.line, "\(target.name) is not in ImportRules.map: add it, or remove the target")]
      }
      return target.dependencies.subtracting(allowed).sorted().map {
        manifest.finding(target.line, "\(target.name) must not depend on \($0): the map of the house forbids it")
      }
    }
    let byName = Dictionary(declared.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for file in tree.files where file.isSwift {
      guard let target = file.target(under: "Sources") else { continue }
      guard let dependencies = byName[target]?.dependencies else {
        findings.append(file.finding(0, "\(target) has no room or door in Package.swift: declare it there"))
        continue
      }
      findings += imported(by: file).filter { ours.contains($0.module) && !dependencies.contains($0.module) }.map {
        file.finding($0.line, "\(target) imports \($0.module): name it among its dependencies in Package.swift")
      }
    }
    return findings
  }
}
