/// Reads comma-separated values as RFC 4180 says, strictly: UTF-8 with or without a byte order mark, lines ended by
/// CR LF or LF, fields in quotes with line ends, commas and doubled quotes in them.
package struct CSVReader: Sendable {
  /// A record with the line that it begins on, counted from 1.
  package struct Record: Hashable, Sendable {
    package var line: Int
    package var fields: [String]
  }

  /// Why a file is no table.
  package struct Failure: Error, Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
      case notUTF8
      /// A quote was opened on this line and never closed.
      case openQuote
      /// A quote stands inside a field that does not begin with one.
      case strayQuote
      /// Something follows a closing quote.
      case afterQuote
      /// A carriage return without a line feed.
      case loneReturn
      /// A zero byte: some other kind of file.
      case zero
    }

    package var line: Int
    package var cause: Cause

    package init(line: Int, cause: Cause) {
      self.line = line
      self.cause = cause
    }
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  package static func read(_ bytes: [UInt8]) throws(Failure) -> [Record] {
    var reader = CSVReader(bytes)
    var records: [Record] = []
    while let record = try reader.next() {
      // A line with nothing on it is no record.
      if record.fields != [""] { records.append(record) }
    }
    return records
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")

  private mutating func next() throws(Failure) -> Record? {
    guard index < bytes.count else { return nil }
    var record = Record(line: line, fields: [])
    while true {
      record.fields.append(try field())
      guard index < bytes.count else { return record }
      if bytes[index] == Self.comma {
        index += 1
        continue
      }
      try endLine()
      return record
    }
  }

  private mutating func field() throws(Failure) -> String {
    guard index < bytes.count, bytes[index] == Self.quote else { return try plain() }
    let opened = line
    index += 1
    var content: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == Self.quote {
        guard index < bytes.count, bytes[index] == Self.quote else {
          try needEnd()
          return try text(content, from: opened)
        }
        index += 1
      }
      if byte == Self.feed { line += 1 }
      content.append(byte)
    }
    throw Failure(line: opened, cause: .openQuote)
  }

  private mutating func plain() throws(Failure) -> String {
    let start = index
    while index < bytes.count, ![Self.comma, Self.feed, Self.carriage].contains(bytes[index]) {
      if bytes[index] == Self.quote { throw Failure(line: line, cause: .strayQuote) }
      index += 1
    }
    return try text(Array(bytes[start..<index]), from: line)
  }

  /// After a closing quote only a comma or the end of the line may come.
  private func needEnd() throws(Failure) {
    guard index == bytes.count || [Self.comma, Self.feed, Self.carriage].contains(bytes[index]) else {
      throw Failure(line: line, cause: .afterQuote)
    }
  }

  private mutating func endLine() throws(Failure) {
    if bytes[index] == Self.carriage {
      index += 1
      guard index < bytes.count, bytes[index] == Self.feed else { throw Failure(line: line, cause: .loneReturn) }
    }
    index += 1
    line += 1
  }

  private func text(_ bytes: [UInt8], from line: Int) throws(Failure) -> String {
    if bytes.contains(0) { throw Failure(line: line, cause: .zero) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(line: line, cause: .notUTF8) }
    return text
  }
}
