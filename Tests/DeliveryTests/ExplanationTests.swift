import CentralStore
import Domain
import Foundation
import Testing

@testable import Delivery

/// "Why is it not out yet" and "what happened": a sentence for every delivery.
struct ExplanationTests {
  /// What the database tells of a delivery in this state.
  private static func facts(
    _ state: String, kind: String = "publish", due: Int64 = -60, more: [String: Any] = [:], sentence: String? = nil,
    judged: [String: Any] = [:], attempts: [[String: Any]] = [], frozen: String? = nil
  ) throws -> ExplainDelivery.Facts {
    let channel = Case.channel("mastodon")
    var delivery: [String: Any] = [
      "delivery_id": DeliveryID.derived("test", "delivery").text, "region_id": Case.region.text,
      "channel_id": channel.id.text, "post_region_id": Case.region.text, "post_id": PostID.derived("test", "post").text,
      "kind": kind, "revision": 1, "digest": String(repeating: "ab", count: 32), "class": "routine", "state": state,
      "due_at": Case.now.adding(seconds: due).description, "attempts": 0, "withdrawal": false, "version": 1,
      "idempotency_key": "key", "progress": [String: String](),
    ]
    delivery["sentence"] = sentence
    delivery.merge(more) { $1 }
    var answer: [String: Any] = [
      "delivery": delivery, "judged": judged, "attempts": attempts, "now": Case.now.description,
      "channel": try JSONSerialization.jsonObject(with: JSONEncoder().encode(channel)),
    ]
    answer["frozen_reason"] = frozen
    return try JSONDecoder().decode(
      ExplainDelivery.Facts.self, from: JSONSerialization.data(withJSONObject: answer))
  }

  @Test func whatWaitsSaysWhatForAndUntilWhen() throws {
    let until = Case.now.adding(seconds: 90)
    let held = try Self.facts(
      "waiting",
      judged: ["reason": "held", "sentence": "The platform asked us to wait.", "until": until.description])
    #expect(
      Explanation(held).sentences == [
        "It is due on @town since \(Case.now.adding(seconds: -60)).", "The platform asked us to wait.",
        "Not before \(until).",
      ])
    let early = try Self.facts(
      "waiting", due: 60,
      judged: ["reason": "not_due", "until": Case.now.adding(seconds: 60).description])
    #expect(
      Explanation(early).sentences == [
        "It waits on @town until it is due, \(Case.now.adding(seconds: 60)).",
        "Not before \(Case.now.adding(seconds: 60)).",
      ])
  }

  @Test func whatIsTriedAgainSaysWhatCameOfTheLastTry() throws {
    let again = try Self.facts(
      "waiting", sentence: "The server refused the connection.",
      judged: ["reason": "not_due", "until": Case.now.adding(seconds: 5).description])
    #expect(Explanation(again).sentences.contains("The server refused the connection."))
  }

  @Test func aFrozenCentreSaysSo() throws {
    let frozen = try Self.facts("waiting", judged: ["reason": "frozen", "sentence": "It waits."], frozen: "restored")
    #expect(Explanation(frozen).sentences.contains("Sending is frozen: restored."))
  }

  @Test(arguments: [
    ("sending", "publish", "It is being sent on @town now."),
    ("unknown", "publish", "It may or may not be out on @town; that is looked up."),
    ("parked", "publish", "It may or may not be out on @town; a person must decide."),
    ("sent", "publish", "It is out on @town since"), ("sent", "take_down", "Its taking down is done on @town since"),
    ("rejected", "publish", "@town said no."), ("missed", "publish", "It missed its time on @town,"),
    ("withdrawn", "publish", "It does not go out on @town any more."),
    ("stopped", "publish", "It is held back on @town."),
    ("stopped", "take_down", "Its taking down is held back on @town."),
  ])
  func everyStateHasItsSentence(_ state: String, _ kind: String, _ says: String) throws {
    let facts = try Self.facts(
      state, kind: kind, more: ["remote_id": "7"], sentence: "Why so.",
      attempts: [["kind": "outcome", "outcome": "rejected", "status": 422, "detail": "too long", "at": "\(Case.now)"]])
    let sentences = Explanation(facts).sentences
    #expect(sentences.first?.hasPrefix(says) == true, "\(sentences)")
    #expect(sentences.contains("Why so."))
    #expect(sentences.last == "\(Case.now): the outcome was rejected (HTTP 422): too long")
  }

  @Test func everyStateOfADeliveryIsAmongThem() {
    let shown: Set<DeliveryState> = [
      .sending, .unknown, .parked, .sent, .rejected, .missed, .withdrawn, .stopped, .waiting,
    ]
    #expect(Set(DeliveryState.allCases) == shown)
  }
}
