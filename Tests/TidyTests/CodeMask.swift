/// Blanks out what is not code in a Swift text: comments, and what stands between quotes. Code inside an
/// interpolation stays. Every byte keeps its place, so offsets and line numbers hold for both texts.
struct CodeMask {
  private let input: [UInt8]
  private var output: [UInt8] = []
  private var position = 0

  static func mask(_ text: String) -> String {
    var mask = CodeMask(input: Array(text.utf8))
    mask.output.reserveCapacity(mask.input.count)
    mask.code(insideInterpolation: false)
    return String(decoding: mask.output, as: UTF8.self)
  }

  private init(input: [UInt8]) { self.input = input }

  private var isDone: Bool { position >= input.count }

  private func sees(_ text: StaticString, at offset: Int = 0) -> Bool {
    let start = position + offset
    guard start + text.utf8CodeUnitCount <= input.count else { return false }
    return text.description.utf8.elementsEqual(input[start..<start + text.utf8CodeUnitCount])
  }

  private mutating func keep(_ count: Int = 1) {
    output += input[position..<min(position + count, input.count)]
    position += count
  }

  private mutating func blank(_ count: Int = 1) {
    for byte in input[position..<min(position + count, input.count)] {
      output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
    }
    position += count
  }

  private mutating func code(insideInterpolation: Bool) {
    var depth = 0
    while !isDone {
      let hashes = sees("#") ? input[position...].prefix { $0 == UInt8(ascii: "#") }.count : 0
      if sees("//") {
        while !isDone, input[position] != UInt8(ascii: "\n") { blank() }
      } else if sees("/*") {
        comment()
      } else if sees("\"", at: hashes) {
        string(hashes: hashes)
      } else if hashes > 0, sees("/", at: hashes) {
        blank(hashes + 1)
        while !isDone, !sees("/#") { blank() }
        blank(2)
      } else if sees("/"), let length = regexLength() {
        blank(length)
      } else if sees("`") {
        repeat { keep() } while !isDone && !sees("`") && !sees("\n")
        if sees("`") { keep() }
      } else {
        if sees("(") { depth += 1 }
        if sees(")") {
          depth -= 1
          if insideInterpolation, depth < 0 { return blank() }
        }
        keep()
      }
    }
  }

  private mutating func comment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        blank(2)
      } else if sees("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && !isDone
  }

  private mutating func string(hashes: Int) {
    let isLong = sees("\"\"\"", at: hashes)
    let quotes = isLong ? 3 : 1
    keep(hashes + quotes)
    while !isDone {
      if closes(quotes: quotes, hashes: hashes) {
        return keep(quotes + hashes)
      } else if !isLong, sees("\n") {
        return
      } else if sees("\\"), hasHashes(hashes, at: 1) {
        let opensInterpolation = sees("(", at: 1 + hashes)
        blank(2 + hashes)
        if opensInterpolation { code(insideInterpolation: true) }
      } else {
        blank()
      }
    }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    (quotes == 3 ? sees("\"\"\"") : sees("\"")) && hasHashes(hashes, at: quotes)
  }

  private func hasHashes(_ count: Int, at offset: Int) -> Bool {
    input[min(position + offset, input.count)...].prefix(count).filter { $0 == UInt8(ascii: "#") }.count == count
  }

  /// The length of the regular expression between slashes that begins here, if the slash stands where a value does.
  private func regexLength() -> Int? {
    let before = output.last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
    guard let before, "(,=:[{!&|".utf8.contains(before) else { return nil }
    let rest = input[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
    guard let first = rest.first, first != UInt8(ascii: " ") else { return nil }
    var isEscaped = false
    for (index, byte) in zip(rest.indices, rest) {
      if byte == UInt8(ascii: "/"), !isEscaped { return index - position + 1 }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return nil
  }
}
