import Domain
import Platforms
import Testing

/// Every row on media of mastodon.md (sections 4 and 10): what it means for a delivery. Nothing of it is ever unknown,
/// since nobody sees an upload.
@Suite struct MastodonMediaErrorTests {
  enum Meaning: Hashable { case goesOn, surelyNot, rejected(String), credential }

  struct Row: CustomStringConvertible {
    var status: Int
    var body: String
    var upload: Meaning
    var ask: Meaning

    var description: String { "\(status) \(body)" }
  }

  private static func error(_ text: String) -> String { #"{"error":"\#(text)"}"# }
  private static let medium = #"{"id":"91","type":"image","url":"https://x/1"}"#

  static let rows: [Row] = [
    Row(status: 200, body: medium, upload: .goesOn, ask: .goesOn),
    Row(status: 202, body: #"{"id":"91","type":"image","url":null}"#, upload: .goesOn, ask: .surelyNot),
    Row(status: 206, body: #"{"id":"91","type":"image","url":null}"#, upload: .surelyNot, ask: .goesOn),
    Row(status: 200, body: "<html>", upload: .surelyNot, ask: .surelyNot),
    Row(status: 200, body: #"{"id":7}"#, upload: .surelyNot, ask: .surelyNot),
    Row(
      status: 422, body: error("Validation failed: File content type is invalid, File is invalid"),
      upload: .rejected("image_refused"), ask: .rejected("image_refused")),
    Row(status: 400, body: error("Bad request"), upload: .rejected("image_refused"), ask: .rejected("image_refused")),
    Row(status: 422, body: "<html>", upload: .surelyNot, ask: .surelyNot),
    Row(status: 413, body: "<html>", upload: .rejected("image_too_large"), ask: .rejected("image_too_large")),
    Row(
      status: 500, body: error("Error processing thumbnail for uploaded media"), upload: .surelyNot, ask: .surelyNot),
    Row(status: 401, body: error("The access token is invalid"), upload: .credential, ask: .credential),
    Row(
      status: 403, body: error("This action is outside the authorized scopes"), upload: .credential, ask: .credential),
    Row(status: 403, body: "<html>Request blocked</html>", upload: .surelyNot, ask: .surelyNot),
    Row(status: 404, body: error("Record not found"), upload: .rejected("not_found"), ask: .goesOn),
    Row(status: 410, body: error("Gone"), upload: .rejected("not_found"), ask: .goesOn),
    Row(status: 404, body: "<html>", upload: .surelyNot, ask: .surelyNot),
    Row(status: 429, body: error("Too many requests"), upload: .surelyNot, ask: .surelyNot),
    Row(status: 503, body: error("Remote data could not be fetched"), upload: .surelyNot, ask: .surelyNot),
    Row(status: 502, body: "<html>", upload: .surelyNot, ask: .surelyNot),
  ]

  @Test(arguments: rows) func row(_ row: Row) {
    let order = Samples.order(.publish, Samples.content([Samples.image()]))
    let answer = Samples.answer(row.status, row.body)
    #expect(meaning(MastodonPlatform().interpret(answer, of: order, DeliveryProgress())) == row.upload)
    let uploaded = MastodonMediaTests.proceed(order, DeliveryProgress(), Samples.answer(202, Self.medium))
    #expect(meaning(MastodonPlatform().interpret(answer, of: order, uploaded)) == row.ask)
  }

  private func meaning(_ result: StepResult) -> Meaning? {
    switch result {
    case .proceed: return .goesOn
    case .done(.surelyNot): return .surelyNot
    case .done(.credential): return .credential
    case .done(.rejected(let code, let sentence)):
      #expect(sentence.hasSuffix("."))
      return .rejected(code)
    case .done, .again: return nil
    }
  }

  @Test func aLostUploadIsSurelyNot() {
    let order = Samples.order(.publish, Samples.content([Samples.image()]))
    let lost = ExchangeResult.failure(mayHaveActed: true, sentence: "Cut.")
    #expect(
      MastodonPlatform().interpret(lost, of: order, DeliveryProgress())
        == .done(.surelyNot(retryAt: nil, sentence: "Cut.")))
  }

  @Test func saysTheServersReasonAndWhichImage() {
    let order = Samples.order(.publish, Samples.content([Samples.image(), Samples.image("map")]))
    let one = MastodonMediaTests.proceed(order, DeliveryProgress(), Samples.answer(200, Self.medium))
    guard
      case .done(.rejected(_, let sentence)) = MastodonPlatform().interpret(
        Samples.answer(422, Self.error("File is invalid")), of: order, one)
    else {
      Issue.record("it is not rejected")
      return
    }
    #expect(sentence.hasPrefix("The server refused image 2 (“File is invalid”)."))
    guard
      case .done(.rejected("image_kind", _)) = MastodonPlatform().interpret(
        Samples.answer(200, #"{"id":"91","type":"gifv"}"#), of: order, one)
    else {
      Issue.record("a moving picture among others is sent")
      return
    }
  }
}
