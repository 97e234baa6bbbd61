import Foundation

@testable import Sandbox

/// Checks values against the protocol's lexicons, read from their files.
struct Lexicons: Sendable {
  let documents: [String: JSON]

  /// The folder beside the checkout, or where `CRIER_SHARED` says; nil where there is none.
  static let folder: URL? = {
    let given = ProcessInfo.processInfo.environment["CRIER_SHARED"]
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let shared = given.map { URL(filePath: $0) } ?? root.deletingLastPathComponent().appending(path: "shared")
    let folder = shared.appending(path: "platforms/specs/bluesky")
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
  }()

  static let shared: Lexicons? = {
    guard let folder = folder?.appending(path: "lexicons"),
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    else { return nil }
    var documents: [String: JSON] = [:]
    for case let file as URL in files where file.pathExtension == "json" {
      guard let data = FileManager.default.contents(atPath: file.path()),
        let document = try? JSON(bytes: Array(data)), let id = document["id"]?.text
      else { continue }
      documents[id] = document
    }
    return documents.isEmpty ? nil : Lexicons(documents: documents)
  }()

  /// What is wrong with the answer of a method; empty when all is well.
  func faults(_ body: JSON, method: String) -> [String] {
    guard let schema = documents[method]?["defs"]?["main"]?["output"]?["schema"] else {
      return ["\(method) has no answer"]
    }
    return faults(body, schema, in: method, at: "$")
  }

  /// What is wrong with a record of a type.
  func faults(_ record: JSON, type: String) -> [String] {
    guard let schema = documents[type]?["defs"]?["main"]?["record"] else { return ["\(type) is no record"] }
    return faults(record, schema, in: type, at: "$")
  }

  private func resolve(_ reference: String, in document: String) -> (schema: JSON, document: String)? {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let target = parts[0].isEmpty ? document : parts[0]
    let schema = documents[target]?["defs"]?[parts.count > 1 ? parts[1] : "main"]
    return schema.map { ($0, target) }
  }

  private func full(_ reference: String, in document: String) -> String {
    reference.hasPrefix("#") ? document + reference : reference
  }

  func faults(_ value: JSON, _ schema: JSON, in document: String, at place: String) -> [String] {
    switch schema["type"]?.text {
    case "ref":
      guard let reference = schema["ref"]?.text, let found = resolve(reference, in: document) else {
        return ["\(place): unresolved \(schema)"]
      }
      return faults(value, found.schema, in: found.document, at: place)
    case "union": return union(value, schema, in: document, at: place)
    case "object": return object(value, schema, in: document, at: place)
    case "array":
      guard let elements = value.elements else { return ["\(place) is no array"] }
      var found: [String] = []
      if let most = schema["maxLength"]?.whole, elements.count > most { found.append("\(place) has too many") }
      for (index, element) in elements.enumerated() {
        found += faults(element, schema["items"] ?? .null, in: document, at: "\(place)[\(index)]")
      }
      return found
    case "string": return string(value, schema, at: place)
    case "integer":
      guard let number = value.whole else { return ["\(place) is no integer"] }
      return number < schema["minimum"]?.whole ?? .min ? ["\(place) is too small"] : []
    case "boolean":
      guard let truth = value.truth else { return ["\(place) is no boolean"] }
      return schema["const"]?.truth.map { $0 == truth } ?? true ? [] : ["\(place) is not the constant"]
    case "blob":
      guard value["$type"] == "blob", value["ref"]?["$link"]?.text != nil, let type = value["mimeType"]?.text,
        let size = value["size"]?.whole
      else { return ["\(place) is no blob"] }
      let accepted = schema["accept"]?.elements?.compactMap(\.text) ?? ["*/*"]
      let fits = accepted.contains {
        $0 == "*/*" || $0 == type || ($0.hasSuffix("/*") && type.hasPrefix($0.dropLast()))
      }
      return fits && size <= schema["maxSize"]?.whole ?? .max ? [] : ["\(place) is a blob of the wrong kind or size"]
    case "unknown":
      if case .object = value { return [] }
      return ["\(place) is no object"]
    default: return ["\(place): a schema of no known kind"]
    }
  }

  private func union(_ value: JSON, _ schema: JSON, in document: String, at place: String) -> [String] {
    guard let type = value["$type"]?.text else { return ["\(place) has no $type"] }
    let members = schema["refs"]?.elements?.compactMap(\.text) ?? []
    guard let member = members.first(where: { full($0, in: document) == type }) else {
      return schema["closed"]?.truth == true ? ["\(place): \(type) is not of the union"] : []
    }
    guard let found = resolve(member, in: document) else { return ["\(place): \(type) is not at hand"] }
    return faults(value, found.schema, in: found.document, at: place)
  }

  private func object(_ value: JSON, _ schema: JSON, in document: String, at place: String) -> [String] {
    guard case .object(let members) = value else { return ["\(place) is no object"] }
    let nullable = schema["nullable"]?.elements?.compactMap(\.text) ?? []
    var found: [String] = []
    for name in schema["required"]?.elements?.compactMap(\.text) ?? [] where members[name] == nil {
      found.append("\(place).\(name) is missing")
    }
    guard case .object(let properties) = schema["properties"] ?? .null else { return found }
    for (name, property) in properties {
      guard let member = members[name] else { continue }
      if member == .null, nullable.contains(name) { continue }
      found += faults(member, property, in: document, at: "\(place).\(name)")
    }
    return found
  }

  private func string(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    guard let text = value.text else { return ["\(place) is no string"] }
    var found: [String] = []
    if let most = schema["maxLength"]?.whole, text.utf8.count > most { found.append("\(place) has too many bytes") }
    if let most = schema["maxGraphemes"]?.whole, text.count > most { found.append("\(place) is too long") }
    let fits =
      switch schema["format"]?.text {
      case "did": text.hasPrefix("did:")
      case "handle": text.contains(".") && !text.contains("/")
      case "at-uri": text.hasPrefix("at://")
      case "cid": text.hasPrefix("baf")
      case "datetime": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil
      case "uri": URL(string: text)?.scheme != nil
      case "language": text.wholeMatch(of: /[a-zA-Z]{2,8}(-\w{1,8})*/) != nil
      case "tid": text.count == 13
      case "nsid": text.split(separator: ".").count >= 3
      default: true
      }
    return fits ? found : found + ["\(place): \(text) is no \(schema["format"]?.text ?? "")"]
  }
}
