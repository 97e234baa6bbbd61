import Foundation

@testable import Sandbox

/// Checks values against the schemas of an OpenAPI document, as far as that document goes: `type` (one or
/// several), `properties`, `required`, `items`, `enum`, `oneOf`, `allOf`, `$ref`, and the formats for times.
struct Schema: Sendable {
  let document: JSON

  /// The OpenAPI document beside the checkout, or where `CRIER_SHARED` says; nil where there is none.
  static let mastodon: Schema? = {
    let given = ProcessInfo.processInfo.environment["CRIER_SHARED"]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shared = given.map { URL(filePath: $0) } ?? root.deletingLastPathComponent().appending(path: "shared")
    let file = shared.appending(path: "platforms/specs/mastodon/openapi.trimmed.json")
    guard let data = FileManager.default.contents(atPath: file.path()) else { return nil }
    return (try? JSON(bytes: Array(data))).map { Schema(document: $0) }
  }()

  /// What is wrong with an answer's body by the document's schema for that path, method and status; empty when
  /// all is well.
  func faults(_ body: JSON, path: String, method: String, status: Int) -> [String] {
    let answer = document["paths"]?[path]?[method.lowercased()]?["responses"]?["\(status)"]
    guard let schema = resolve(answer ?? .null)["content"]?["application/json"]?["schema"] else {
      return ["the document has no JSON answer \(status) for \(method) \(path)"]
    }
    return faults(body, schema, at: "$")
  }

  private func resolve(_ schema: JSON) -> JSON {
    guard let reference = schema["$ref"]?.text else { return schema }
    let steps = reference.split(separator: "/").dropFirst()
    let target = steps.reduce(Optional(document)) { $0?[String($1)] }
    return target.map { resolve($0) } ?? ["enum": .array([.string("unresolved \(reference)")])]
  }

  func faults(_ value: JSON, _ given: JSON, at place: String) -> [String] {
    let schema = resolve(given)
    if let choices = schema["oneOf"]?.elements {
      let tried = choices.map { faults(value, $0, at: place) }
      return tried.contains { $0.isEmpty } ? [] : tried.min { $0.count < $1.count } ?? []
    }
    var found = (schema["allOf"]?.elements ?? []).flatMap { faults(value, $0, at: place) }
    let types = schema["type"]?.elements?.compactMap(\.text) ?? schema["type"]?.text.map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Schema.has(value, type: $0) }) {
      return found + ["\(place): \(String(decoding: value.bytes, as: UTF8.self)) is not \(types)"]
    }
    if value == .null { return found }
    if let allowed = schema["enum"]?.elements, !allowed.contains(value) {
      found.append("\(place): \(String(decoding: value.bytes, as: UTF8.self)) is none of the enumerated")
    }
    if let format = schema["format"]?.text, let text = value.text, !Schema.isFormed(text, format) {
      found.append("\(place): \(text) is no \(format)")
    }
    for name in schema["required"]?.elements?.compactMap(\.text) ?? [] where value[name] == nil {
      found.append("\(place).\(name) is missing")
    }
    if case .object(let properties) = schema["properties"] ?? .null {
      for (name, property) in properties {
        if let member = value[name] { found += faults(member, property, at: "\(place).\(name)") }
      }
    }
    if let items = schema["items"], let elements = value.elements {
      for (index, element) in elements.enumerated() { found += faults(element, items, at: "\(place)[\(index)]") }
    }
    return found
  }

  private static func has(_ value: JSON, type: String) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double),
      ("string", .string), ("array", .array), ("object", .object):
      true
    default: false
    }
  }

  private static func isFormed(_ text: String, _ format: String) -> Bool {
    switch format {
    case "date-time": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil
    case "date": text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
    case "uri": URL(string: text)?.scheme != nil
    case "iso-639-1": text.wholeMatch(of: /[a-z]{2,3}(-\w+)*/) != nil
    case "email": text.contains("@")
    default: true
    }
  }
}
