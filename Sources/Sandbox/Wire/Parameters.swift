import Foundation

/// The parameters of a call, from query, form, multipart or JSON, all alike: names without the `[]` of arrays,
/// each with its values in order.
package struct Parameters: Sendable, Equatable {
  private var values: [String: [String]] = [:]
  /// Arrays of objects by name; each object with the place that the sender gave it, if any.
  private var lists: [String: [(place: String, members: [String: String])]] = [:]

  package init() {}

  /// Parameters by hand, mostly for tests.
  package init(_ pairs: [String: String]) {
    for (name, value) in pairs { add(name, value) }
  }

  package subscript(name: String) -> String? { values[name]?.last }

  /// All values of a parameter that is an array.
  package func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The objects of a parameter that is an array of objects.
  package func objects(_ name: String) -> [[String: String]] { (lists[name] ?? []).map(\.members) }

  package static func == (one: Parameters, other: Parameters) -> Bool { one.values == other.values }

  package func has(_ name: String) -> Bool { values[name] != nil }

  /// True for the ways in which forms and JSON say yes; nil when the parameter is absent.
  package func flag(_ name: String) -> Bool? {
    self[name].map { !["", "0", "f", "false", "off", "no", "null"].contains($0.lowercased()) }
  }

  package func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

  package mutating func add(_ name: String, _ value: String) {
    let bare = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
    values[bare, default: []].append(value)
    if let found = name.wholeMatch(of: /(\w+)\[(\d*)\]\[(\w+)\]/) {
      addMember(String(found.3), value, of: String(found.1), at: String(found.2))
    }
  }

  /// Without a place a member that is there already begins the next object, as forms do it.
  private mutating func addMember(_ member: String, _ value: String, of name: String, at place: String) {
    var list = lists[name] ?? []
    let known =
      place.isEmpty
      ? list.indices.last.flatMap { list[$0].members[member] == nil ? $0 : nil }
      : list.firstIndex { $0.place == place }
    if let known {
      list[known].members[member] = value
    } else {
      list.append((place, [member: value]))
    }
    lists[name] = list
  }

  /// Takes in `a=1&b[]=2`, percent-encoded, plus signs for spaces.
  package mutating func addForm(_ text: some StringProtocol) {
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      add(Parameters.decode(halves[0]), halves.count > 1 ? Parameters.decode(halves[1]) : "")
    }
  }

  /// Takes in a JSON object. Nested objects become `outer[inner]`, null is an absent parameter.
  package mutating func addJSON(_ value: JSON, under name: String? = nil) {
    switch value {
    case .null: break
    case .bool(let truth): if let name { add(name, truth ? "true" : "false") }
    case .int(let number): if let name { add(name, String(number)) }
    case .double(let number): if let name { add(name, String(number)) }
    case .string(let text): if let name { add(name, text) }
    case .array(let elements):
      for (place, element) in elements.enumerated() {
        addJSON(element, under: name)
        guard let name, case .object(let members) = element else { continue }
        for (member, value) in members {
          if let text = value.text { addMember(member, text, of: name, at: String(place)) }
        }
      }
    case .object(let members):
      for (key, member) in members { addJSON(member, under: name.map { "\($0)[\(key)]" } ?? key) }
    }
  }

  /// Takes in a body by its content type. Throws a 400 when the body is not what its type says.
  /// Returns the files of a multipart body.
  @discardableResult
  package mutating func addBody(_ body: [UInt8], type: String?) throws(Refusal) -> [Multipart] {
    guard !body.isEmpty else { return [] }
    let kind = (type ?? "").lowercased()
    if kind.hasPrefix("application/json") {
      guard let value = try? JSON(bytes: body), case .object = value else {
        throw Refusal(400, "There was a problem in the JSON you submitted")
      }
      addJSON(value)
    } else if kind.hasPrefix("multipart/form-data") {
      guard let boundary = Parameters.boundary(of: type ?? ""), let parts = Multipart.parts(body, boundary)
      else { throw Refusal(400, "The multipart body could not be read") }
      for part in parts where part.file == nil { add(part.name, String(decoding: part.content, as: UTF8.self)) }
      return parts.filter { $0.file != nil }
    } else {
      addForm(String(decoding: body, as: UTF8.self))
    }
    return []
  }

  private static func decode(_ text: some StringProtocol) -> String {
    let spaced = text.replacingOccurrences(of: "+", with: " ")
    return spaced.removingPercentEncoding ?? spaced
  }

  private static func boundary(of type: String) -> String? {
    guard let start = type.range(of: "boundary=") else { return nil }
    let value = type[start.upperBound...].prefix { $0 != ";" }
    return value.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
  }
}

/// The parts of a `multipart/form-data` body (RFC 7578).
package struct Multipart: Sendable, Equatable {
  package var name: String
  package var file: String?
  /// The type that the sender declares.
  package var type: String?
  package var content: [UInt8]

  /// The parts in order; nil when the body does not hold together.
  static func parts(_ body: [UInt8], _ boundary: String) -> [Multipart]? {
    let data = Data(body)
    let mark = Data("--\(boundary)".utf8)
    guard let opening = data.range(of: mark) else { return nil }
    var parts: [Multipart] = []
    var at = opening.upperBound
    while let next = data.range(of: mark, in: at..<data.endIndex) {
      guard let part = part(data[at..<next.lowerBound]) else { return nil }
      parts.append(part)
      at = next.upperBound
    }
    return data[at...].starts(with: Data("--".utf8)) ? parts : nil
  }

  /// One part between two boundaries: line end, header lines, empty line, content, line end.
  private static func part(_ data: Data) -> Multipart? {
    let gap = Data("\r\n\r\n".utf8)
    guard let split = data.range(of: gap), data.count >= 4 else { return nil }
    let head = String(decoding: data[data.startIndex..<split.lowerBound], as: UTF8.self)
    guard split.upperBound <= data.endIndex - 2, let name = attribute("name", of: head) else { return nil }
    let content = data[split.upperBound..<(data.endIndex - 2)]
    let type = head.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("content-type:") }
    return Multipart(
      name: name, file: attribute("filename", of: head),
      type: type.map { $0.dropFirst(13).trimmingCharacters(in: .whitespaces) }, content: Array(content))
  }

  private static func attribute(_ key: String, of head: String) -> String? {
    for start in ["; \(key)=\"", ";\(key)=\""] {
      guard let found = head.range(of: start) else { continue }
      return String(head[found.upperBound...].prefix { $0 != "\"" })
    }
    return nil
  }
}
