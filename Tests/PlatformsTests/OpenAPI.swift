import Foundation

/// A platform's own description of its requests, as far as our requests need it.
struct OpenAPI {
  private let document: [String: Any]

  /// The research beside the checkout, or where `CRIER_SHARED` says.
  static let shared: URL = {
    if let named = ProcessInfo.processInfo.environment["CRIER_SHARED"] { return URL(fileURLWithPath: named) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
  }()

  static let mastodonFile = shared.appendingPathComponent("platforms/specs/mastodon/openapi.trimmed.json")

  static var isThere: Bool { FileManager.default.fileExists(atPath: mastodonFile.path) }

  init(_ file: URL) throws {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    document = object as? [String: Any] ?? [:]
  }

  /// What stands at `a/b/c`; keys may not hold a slash, so paths are given as a list.
  private func at(_ keys: [String]) -> [String: Any]? {
    var value: Any? = document
    for key in keys { value = (value as? [String: Any])?[key] }
    return value as? [String: Any]
  }

  private func resolved(_ schema: [String: Any]) -> [String: Any] {
    guard let reference = schema["$ref"] as? String else { return schema }
    return at(reference.split(separator: "/").dropFirst().map(String.init)) ?? [:]
  }

  /// The operation whose template fits the path; nil when the document has none.
  func operation(_ method: String, _ path: String) -> [String: Any]? {
    guard let paths = document["paths"] as? [String: Any] else { return nil }
    let parts = path.split(separator: "/")
    let fitting = paths.keys.filter { template in
      let wanted = template.split(separator: "/")
      return wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
    let exact = fitting.min { $0.count(where: { $0 == "{" }) < $1.count(where: { $0 == "{" }) }
    return exact.flatMap { (paths[$0] as? [String: Any])?[method.lowercased()] as? [String: Any] }
  }

  func parameters(_ operation: [String: Any], in place: String) -> Set<String> {
    let all = (operation["parameters"] as? [[String: Any]] ?? []).map(resolved)
    return Set(all.filter { $0["in"] as? String == place }.compactMap { $0["name"] as? String })
  }

  /// What is wrong with a JSON body; empty when the document allows it. Fields that it does not name are wrong.
  func faults(inBody body: Any, of operation: [String: Any]) -> [String] {
    let request = resolved(operation["requestBody"] as? [String: Any] ?? [:])
    let content = (request["content"] as? [String: Any])?["application/json"] as? [String: Any]
    guard let schema = content?["schema"] as? [String: Any] else { return ["takes no JSON"] }
    return faults(body, schema, "body")
  }

  /// What is wrong with an answer's JSON against a named schema.
  func faults(_ value: Any, named name: String) -> [String] {
    faults(value, ["$ref": "#/components/schemas/\(name)"], name)
  }

  /// An example that stands with a schema, or among the examples (there the first of a list).
  func example(_ name: String) throws -> String {
    let value: Any
    if let schema = at(["components", "schemas", name]) {
      value = schema["example"] ?? [:]
    } else {
      let given = at(["components", "examples", name])?["value"]
      value = (given as? [Any])?.first ?? given ?? [:]
    }
    return String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  private func faults(_ value: Any, _ given: [String: Any], _ place: String) -> [String] {
    if let options = given["oneOf"] as? [[String: Any]] {
      let results = options.map { faults(value, $0, place) }
      return results.contains([]) ? [] : results.first ?? []
    }
    let schema = flattened(given)
    var found: [String] = []
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.isA(value, $0) }) { return ["\(place) is no \(types)"] }
    if let allowed = schema["enum"] as? [String], let text = value as? String, !allowed.contains(text) {
      found.append("\(place) may not be \(text)")
    }
    if let object = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]] {
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        found.append("\(place) lacks \(name)")
      }
      for (name, inner) in object {
        guard let wanted = properties[name] else {
          found.append("\(place) knows no \(name)")
          continue
        }
        found += faults(inner, wanted, "\(place).\(name)")
      }
    }
    return found
  }

  /// References and `allOf` put together into one schema.
  private func flattened(_ given: [String: Any]) -> [String: Any] {
    var schema = given
    if given["$ref"] != nil { schema = resolved(given) }
    for part in schema["allOf"] as? [[String: Any]] ?? [] {
      let inner = flattened(part)
      let properties = (schema["properties"] as? [String: Any] ?? [:])
        .merging(inner["properties"] as? [String: Any] ?? [:]) { mine, _ in mine }
      let required = (schema["required"] as? [String] ?? []) + (inner["required"] as? [String] ?? [])
      schema = inner.merging(schema) { $1 }
      schema["properties"] = properties
      schema["required"] = required
    }
    return schema
  }

  private static func isA(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean", "integer", "number": value is NSNumber
    default: false
    }
  }
}
