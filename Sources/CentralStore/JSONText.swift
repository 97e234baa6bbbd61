/// Writes values as JSON, straight into bytes: Foundation's encoder builds a tree of all of them first, which costs
/// more than ruling on them does.
///
/// Values must write their parts one after the other, as `Codable` does: what was begun inside another container is
/// closed as soon as that one goes on.
package enum JSONText {
  /// The JSON of a value. Throws `EncodingError` for a number that JSON has no form of.
  package static func of(_ value: some Encodable) throws -> String {
    let sink = JSONSink()
    try sink.write(value, at: [])
    return String(decoding: sink.bytes, as: UTF8.self)
  }
}

/// The bytes so far, and what is open in them.
private final class JSONSink {
  private(set) var bytes: [UInt8] = []
  /// The closing bracket of each open container, and whether it holds anything yet.
  private var open: [(closer: UInt8, isFilled: Bool)] = []

  var depth: Int { open.count }

  func begin(_ opener: UInt8, _ closer: UInt8) {
    bytes.append(opener)
    open.append((closer, false))
  }

  func close(to depth: Int) {
    while open.count > depth { bytes.append(open.removeLast().closer) }
  }

  /// Makes ready for the next element of the container at this depth.
  func next(in depth: Int) {
    close(to: depth)
    if open[depth - 1].isFilled { bytes.append(UInt8(ascii: ",")) }
    open[depth - 1].isFilled = true
  }

  func next(_ key: String, in depth: Int) {
    next(in: depth)
    write(key)
    bytes.append(UInt8(ascii: ":"))
  }

  func write(raw text: String) { bytes.append(contentsOf: text.utf8) }

  func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 }) {
      bytes.append(contentsOf: text.utf8)
    } else {
      for byte in text.utf8 { write(escaping: byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private func write(escaping byte: UInt8) {
    switch byte {
    case 34, 92: bytes += [92, byte]
    case ..<32: write(raw: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
    default: bytes.append(byte)
    }
  }

  func write(_ number: Double, at path: [any CodingKey]) throws {
    guard number.isFinite else {
      throw EncodingError.invalidValue(number, .init(codingPath: path, debugDescription: "no number in JSON"))
    }
    write(raw: Int64(exactly: number).map(String.init) ?? number.description)
  }

  func write(_ value: some Encodable, at path: [any CodingKey]) throws {
    let (depth, length) = (depth, bytes.count)
    try value.encode(to: JSONPart(sink: self, depth: depth, codingPath: path))
    close(to: depth)
    if bytes.count == length { write(raw: "{}") }
  }
}

/// Where one value stands.
private struct JSONPart: Encoder {
  let sink: JSONSink
  /// Of what is open around it.
  let depth: Int
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(JSONObject<Key>(list: begin("{", "}")))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { begin("[", "]") }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONValue(part: self) }

  /// Begins a container, or goes on with the one that this value has begun.
  private func begin(_ opener: Unicode.Scalar, _ closer: Unicode.Scalar) -> JSONList {
    if sink.depth > depth {
      sink.close(to: depth + 1)
    } else {
      sink.begin(UInt8(ascii: opener), UInt8(ascii: closer))
    }
    return JSONList(sink: sink, depth: depth + 1, codingPath: codingPath)
  }
}

/// An array, and what an object shares with it.
private struct JSONList: UnkeyedEncodingContainer {
  let sink: JSONSink
  let depth: Int
  let codingPath: [any CodingKey]
  private(set) var count = 0

  init(sink: JSONSink, depth: Int, codingPath: [any CodingKey]) {
    (self.sink, self.depth, self.codingPath) = (sink, depth, codingPath)
  }

  private mutating func next() -> JSONValue {
    sink.next(in: depth)
    count += 1
    return JSONValue(part: part)
  }

  var part: JSONPart { JSONPart(sink: sink, depth: depth, codingPath: codingPath) }

  mutating func encodeNil() { next().encodeNil() }
  mutating func encode(_ value: Bool) throws { next().encode(value) }
  mutating func encode(_ value: String) throws { next().encode(value) }
  mutating func encode<T: Encodable>(_ value: T) throws { try next().encode(value) }

  mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    next().part.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().part.unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { next().part }
}

private struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let list: JSONList
  var codingPath: [any CodingKey] { list.codingPath }

  private func next(_ key: some CodingKey) -> JSONValue {
    list.sink.next(key.stringValue, in: list.depth)
    return JSONValue(part: list.part)
  }

  func encodeNil(forKey key: Key) { next(key).encodeNil() }
  func encode(_ value: Bool, forKey key: Key) throws { next(key).encode(value) }
  func encode(_ value: String, forKey key: Key) throws { next(key).encode(value) }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try next(key).encode(value) }

  func nestedContainer<Inner: CodingKey>(
    keyedBy type: Inner.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Inner> {
    next(key).part.container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { next(key).part.unkeyedContainer() }
  func superEncoder() -> any Encoder { next(JSONSuper.super).part }
  func superEncoder(forKey key: Key) -> any Encoder { next(key).part }
}

private enum JSONSuper: String, CodingKey {
  case `super`
}

/// One value where it stands.
private struct JSONValue: SingleValueEncodingContainer {
  let part: JSONPart
  var codingPath: [any CodingKey] { part.codingPath }
  private var sink: JSONSink { part.sink }

  init(part: JSONPart) { self.part = part }

  func encodeNil() { sink.write(raw: "null") }
  func encode(_ value: Bool) { sink.write(raw: value ? "true" : "false") }
  func encode(_ value: String) { sink.write(value) }
  func encode(_ value: Double) throws { try sink.write(value, at: codingPath) }
  func encode(_ value: Float) throws { try sink.write(Double(value), at: codingPath) }
  func encode(_ value: Int) { sink.write(raw: String(value)) }
  func encode(_ value: Int8) { sink.write(raw: String(value)) }
  func encode(_ value: Int16) { sink.write(raw: String(value)) }
  func encode(_ value: Int32) { sink.write(raw: String(value)) }
  func encode(_ value: Int64) { sink.write(raw: String(value)) }
  func encode(_ value: UInt) { sink.write(raw: String(value)) }
  func encode(_ value: UInt8) { sink.write(raw: String(value)) }
  func encode(_ value: UInt16) { sink.write(raw: String(value)) }
  func encode(_ value: UInt32) { sink.write(raw: String(value)) }
  func encode(_ value: UInt64) { sink.write(raw: String(value)) }
  func encode<T: Encodable>(_ value: T) throws { try sink.write(value, at: codingPath) }
}
