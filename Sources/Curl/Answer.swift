import HTTPTypes

/// Gathers an answer as it comes in, within its caps.
struct Answer {
  let bodyCap: Int
  let headerCap: Int
  private(set) var status: Int?
  private(set) var fields = HTTPFields()
  private(set) var body: [UInt8] = []
  private(set) var tooLarge = false
  private var headerBytes = 0

  init(bodyCap: Int, headerCap: Int) {
    self.bodyCap = bodyCap
    self.headerCap = headerCap
  }

  /// Takes one header line, its end included. A status line begins the head anew, so that interim
  /// answers (1xx) leave nothing behind. False: too much.
  mutating func takeHeader(_ line: some Collection<UInt8>) -> Bool {
    headerBytes += line.count
    guard headerBytes <= headerCap else {
      tooLarge = true
      return false
    }
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      let words = text.split(whereSeparator: \.isWhitespace)
      status = words.count > 1 ? Int(words[1]) : nil
      fields = HTTPFields()
    } else if body.isEmpty, let colon = text.firstIndex(of: ":"),
      let name = HTTPField.Name(String(text[..<colon]))
    {
      let value = text[text.index(after: colon)...].drop(while: \.isWhitespace)
      let end = value.lastIndex { !$0.isWhitespace }
      fields.append(HTTPField(name: name, value: end.map { String(value[...$0]) } ?? ""))
    }
    return true
  }

  /// Takes bytes of the body. False: too much.
  mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= bodyCap - body.count else {
      tooLarge = true
      return false
    }
    unsafe body.append(contentsOf: bytes)
    return true
  }
}
