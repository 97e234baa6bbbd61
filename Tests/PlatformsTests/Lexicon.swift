import Foundation
import Platforms

/// Bluesky's own description of records, requests and answers, as far as ours need it.
struct Lexicon {
  static let folder = OpenAPI.shared.appendingPathComponent("platforms/specs/bluesky")

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("lexicons").path)
  }

  /// The definition `a.b.c#name`; `main` where none is named.
  private static func definition(_ reference: String) throws -> [String: Any] {
    let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
    let file = parts[0].split(separator: ".").joined(separator: "/") + ".json"
    let url = folder.appendingPathComponent("lexicons").appendingPathComponent(file)
    let document = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    let definitions = document?["defs"] as? [String: [String: Any]]
    return definitions?[parts.count > 1 ? parts[1] : "main"] ?? [:]
  }

  /// What is wrong with a record; empty when the lexicon allows it. Fields that it does not name are wrong.
  static func faults(record: BlueskyValue) throws -> [String] {
    guard let type = record["$type"]?.text else { return ["has no type"] }
    let main = try definition(type)
    return try faults(record, main["record"] as? [String: Any] ?? [:], in: type, at: "record", allowing: ["$type"])
  }

  /// What is wrong with the JSON body of a procedure.
  static func faults(input: BlueskyValue, of name: String) throws -> [String] {
    let schema = (try definition(name)["input"] as? [String: Any])?["schema"] as? [String: Any]
    guard let schema else { return ["takes no body"] }
    return try faults(input, schema, in: name, at: "input")
  }

  /// What is wrong with the values of a query.
  static func faults(query: [String: String], of name: String) throws -> [String] {
    guard var schema = try definition(name)["parameters"] as? [String: Any] else {
      return query.isEmpty ? [] : ["takes no values"]
    }
    schema["type"] = "object"
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let values = query.map { (name: String, value: String) -> (String, BlueskyValue) in
      switch properties[name]?["type"] as? String {
      case "integer": (name, BlueskyValue.integer(Int64(value) ?? -1))
      case "array": (name, .list([.text(value)]))
      default: (name, .text(value))
      }
    }
    return try faults(.map(Dictionary(uniqueKeysWithValues: values)), schema, in: name, at: "query")
  }

  /// Whether it is a query, asked by GET.
  static func isQuery(_ name: String) throws -> Bool { try definition(name)["type"] as? String == "query" }

  private static func faults(
    _ value: BlueskyValue, _ schema: [String: Any], in file: String, at place: String, allowing: Set<String> = []
  ) throws -> [String] {
    switch (schema["type"] as? String, value) {
    case ("ref", _):
      let reference = absolute(schema["ref"] as? String ?? "", file)
      return try faults(value, definition(reference), in: reference, at: place, allowing: allowing)
    case ("union", _):
      let references = (schema["refs"] as? [String] ?? []).map { absolute($0, file) }
      guard let type = value["$type"]?.text, references.contains(type) else { return ["\(place) is none of the union"] }
      return try faults(value, definition(type), in: type, at: place, allowing: ["$type"])
    case ("object", .map(let fields)): return try faults(fields, schema, in: file, at: place, allowing: allowing)
    case ("array", .list(let values)):
      let most = schema["maxLength"] as? Int ?? .max
      let found = values.count > most ? ["\(place) has more than \(most)"] : []
      let items = schema["items"] as? [String: Any] ?? [:]
      return try values.reduce(found) { try $0 + faults($1, items, in: file, at: place + "[]") }
    case ("string", .text(let text)): return faults(text, schema, at: place)
    case ("integer", .integer(let number)):
      return number < (schema["minimum"] as? Int64 ?? .min) ? ["\(place) is too small"] : []
    case ("boolean", .flag), ("unknown", .map): return []
    case ("blob", .map): return faults(blob: value, schema, at: place)
    default: return ["\(place) is no \(schema["type"] ?? "thing known")"]
    }
  }

  private static func faults(
    _ fields: [String: BlueskyValue], _ schema: [String: Any], in file: String, at place: String, allowing: Set<String>
  ) throws -> [String] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let nullable = schema["nullable"] as? [String] ?? []
    var found = (schema["required"] as? [String] ?? []).filter { fields[$0] == nil }.map { "\(place) lacks \($0)" }
    for (name, inner) in fields where !allowing.contains(name) {
      guard let wanted = properties[name] else {
        found.append("\(place) knows no \(name)")
        continue
      }
      if inner == .null, nullable.contains(name) { continue }
      found += try faults(inner, wanted, in: file, at: "\(place).\(name)")
    }
    return found
  }

  private static func faults(_ text: String, _ schema: [String: Any], at place: String) -> [String] {
    var found: [String] = []
    if text.utf8.count > schema["maxLength"] as? Int ?? .max { found.append("\(place) has too many bytes") }
    if text.count > schema["maxGraphemes"] as? Int ?? .max { found.append("\(place) has too many characters") }
    let isSound =
      switch schema["format"] as? String {
      case "did": BlueskyNames.isDID(text)
      case "record-key": BlueskyNames.isRecordKey(text)
      case "handle": BlueskyNames.isHandle(text)
      case "at-identifier": BlueskyNames.isHandle(text) || BlueskyNames.isDID(text)
      case "at-uri": text.wholeMatch(of: /at:\/\/did:[a-z]+:[^\/]+\/[a-zA-Z.]+\/[^\/]+/) != nil
      case "cid": text.wholeMatch(of: /baf[a-z2-7]{56}/) != nil
      case "uri": text.wholeMatch(of: /\w+:(\/\/)?[^\s\/]\S*/) != nil
      case "language": text.wholeMatch(of: /[a-z]{2,3}(-[a-zA-Z0-9]{1,8})*/) != nil
      case "datetime": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
      case "nsid": text.wholeMatch(of: /[a-z]+(\.[a-zA-Z]+)+/) != nil
      default: true
      }
    if !isSound { found.append("\(place) is no \(schema["format"] ?? "")") }
    return found
  }

  private static func faults(blob: BlueskyValue, _ schema: [String: Any], at place: String) -> [String] {
    var found = blob["$type"]?.text == "blob" && blob["ref"]?["$link"]?.text != nil ? [] : ["\(place) is no blob"]
    if blob["mimeType"]?.text?.hasPrefix("image/") != true { found.append("\(place) is no image") }
    if blob["size"]?.integer ?? .max > Int64(schema["maxSize"] as? Int ?? .max) {
      found.append("\(place) is too large")
    }
    return found
  }

  private static func absolute(_ reference: String, _ file: String) -> String {
    let base = file.split(separator: "#").first.map(String.init) ?? file
    return reference.hasPrefix("#") ? base + reference : reference
  }
}
