import Crypto
import Domain
import Foundation
import Testing

struct ValueTests {
  @Test func instantsPrintAndReadBack() {
    var chance = SeededChance(seed: 7)
    for _ in 0..<5_000 {
      let time = Instant(
        microseconds: Int64.random(in: -62_135_596_800_000_000..<253_402_300_800_000_000, using: &chance))
      #expect(Instant(time.description) == time, "seed 7: \(time.microseconds)")
    }
    #expect(Instant("2026-11-23 09:14:00.5+01:00") == Instant("2026-11-23T08:14:00.5Z"))
    #expect(
      Instant("2026-11-23T09:14:00.123456789Z")?.microseconds == Instant("2026-11-23T09:14:00.123456Z")?.microseconds)
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T09:14:00", "2026-11-23T09:14:00+1",
    "2026-11-23T09:14:00Zx", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-11-23T09:14:0\u{661}Z", "+292277026596-12-04",
  ]) func whatIsNoTimeOrCannotBeKeptIsNone(_ text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func daysAreThoseOfTheCalendar() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for days in stride(from: Int64(-141_427), through: 2_932_896, by: 997) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      let date = CivilDate(daysSince1970: days)
      #expect(parts.year.map(Int64.init) == date.year)
      #expect(parts.month.map(Int64.init) == date.month)
      #expect(parts.day.map(Int64.init) == date.day)
      #expect(date.daysSince1970 == days)
    }
    let ends = (Int64(-719_162), Int64(2_932_896))
    #expect(CivilDate(daysSince1970: ends.0).description == "0001-01-01")
    #expect(CivilDate(daysSince1970: ends.1).description == "9999-12-31")
  }

  @Test func newIdsAreOrderedByTimeAndMarkedVersion7() {
    var chance = SeededChance(seed: 3)
    let start = Instant(microseconds: 1_800_000_000_000_000)
    let ids = (0..<200).map { PostID.new(at: start.adding(seconds: Int64($0)), using: &chance) }
    #expect(ids == ids.sorted())
    #expect(ids.allSatisfy { $0.text.dropFirst(14).first == "7" && "89ab".contains($0.text.dropFirst(19).prefix(1)) })
  }

  @Test func derivedIdsAreThoseOfTheDatabase() {
    // Computed by crier.derived_id('delivery', 'a', 'b').
    let bytes = Array(SHA256.hash(data: Data("crier:delivery:a:b".utf8)).prefix(16))
    let id = DeliveryID.derived("delivery", "a", "b")
    #expect(Array(id.text.filter { $0 != "-" })[12] == "8")
    #expect(id.text.prefix(8) == Hex.text(bytes.prefix(4)))
    #expect(DeliveryID.derived("delivery", "a:b") == id)
  }

  @Test func hexadecimal() {
    #expect(Hex.bytes("\\x00fF") == [0, 255])
    #expect(Hex.bytes("abc") == nil)
    #expect(Hex.bytes("zz") == nil)
    #expect(Digest(bytes: [1]) == nil)
    #expect(Digest.of("").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  // MARK: - Acts as they travel

  @Test func anyChangedByteBreaksTheSignature() throws {
    let key = Curve25519.Signing.PrivateKey()
    let publicKey = HexBytes(Array(key.publicKey.rawRepresentation))
    let world = RuleWorld()
    let activity = Activity(
      id: .some(), member: world.author, region: world.alpha, item: ItemReference(.region, world.alpha, world.alpha),
      base: nil, at: world.now, act: .unlockRegion)
    let act = try SignedActivity(activity, key: key)
    #expect(act.isSigned(by: publicKey))
    #expect(try act.activity() == activity)
    let bytes = Array(act.body.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      let other = SignedActivity(
        id: act.id, body: String(decoding: changed, as: UTF8.self), signature: act.signature, restrictive: false)
      #expect(!other.isSigned(by: publicKey))
    }
    #expect(!act.isSigned(by: HexBytes([1, 2])))
    let newer = SignedActivity(
      id: act.id, body: act.body.replacingOccurrences(of: "\"format\":1", with: "\"format\":2"),
      signature: act.signature, restrictive: false)
    #expect(newer.body != act.body)
    #expect(throws: DecodingError.self) { try newer.activity() }
  }

  @Test(arguments: [
    "", "{}", "[]", "nul", "{\"format\":9223372036854775808}", String(repeating: "[", count: 100_000),
    "{\"format\":1,\"id\":\"\\ud800\"}",
  ]) func garbageIsNoAct(_ body: String) {
    var world = RuleWorld()
    let act = SignedActivity(id: .some(), body: body, signature: [], restrictive: false)
    #expect(world.book.rule(.init(act: act, login: world.alpha, at: world.now)).reason == .malformed)
  }
}
