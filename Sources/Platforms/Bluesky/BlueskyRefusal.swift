import Domain
import HTTPTypes

/// What a server said when it did not do what was asked: `{"error": "Name", "message": "…"}`, or a line of plain text,
/// as servers of other makes send it.
struct BlueskyRefusal {
  let status: Int
  /// The error's name; nil where plain text came.
  let name: String?
  /// What was said, fit to be shown; nil when it is neither form: then something in front of the server may have
  /// spoken, which knows nothing of what the server did.
  let said: String?
  /// The same to be searched, in small letters.
  private let words: String

  init(_ response: PlatformResponse, hiding secret: Secret) {
    status = response.status
    if let refusal = response.read(BlueskyEntities.Refusal.self) {
      name = refusal.error
      words = (refusal.message ?? refusal.error).prefix(500).lowercased()
      said = ForeignText.shown(refusal.message ?? refusal.error, hiding: secret)
    } else {
      name = nil
      let line = Self.line(response.body)
      words = line?.lowercased() ?? ""
      said = line.map { ForeignText.shown($0, hiding: secret) }
    }
  }

  /// The server's words as an end of a sentence of ours.
  var quote: String { said.map { " (“\($0)”)" } ?? "" }

  /// A short text that is no page and no other form; nil when it is.
  private static func line(_ body: [UInt8]) -> String? {
    guard (1...500).contains(body.count), let text = String(validating: body, as: UTF8.self) else { return nil }
    let line = OutgoingText.plain(text)
    let isForm = ["<", "{", "["].contains { line.hasPrefix($0) }
    let isClean = line.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 }
    return line.isEmpty || isForm || !isClean ? nil : line
  }

  func isNamed(_ names: String...) -> Bool { name.map(names.contains) ?? false }

  /// The session has ended. Its own server says so with 400, others with 401.
  var endsSession: Bool {
    guard status == 400 || status == 401 else { return false }
    if name != nil { return isNamed("ExpiredToken", "InvalidToken") }
    let ended = ["expired", "revoked", "invalid", "could not be verified"]
    // A complaint about a post may repeat its words.
    return said != nil && words.utf8.count <= 120 && words.contains("token") && !words.contains("record")
      && ended.contains(where: words.contains)
  }

  /// Nothing stands under the name that was asked for.
  var isAbsence: Bool {
    guard status == 400 || status == 404 else { return false }
    if isNamed("RecordNotFound") { return true }
    guard name == nil || isNamed("InvalidRequest", "NotFound") else { return false }
    return ["could not locate record", "record not found", "no such record"].contains(where: words.hasPrefix)
  }

  /// Something stands there already, and it is not what was sent.
  var isOccupied: Bool {
    isNamed("InvalidSwap") || name == nil && status == 400 && words.hasPrefix("record already exists")
  }

  /// Why the account can do nothing, in a sentence; nil: it is no matter of the account.
  var accountSentence: String? {
    switch name {
    case "AccountTakedown": "The server has closed this account\(quote). Ask those who run the server."
    case "AccountDeactivated":
      "The account is switched off\(quote). Switch it on in the app first."
    case "AccountNotFound": "The server does not keep this account\(quote). Check the channel's address and account."
    default: nil
    }
  }
}
