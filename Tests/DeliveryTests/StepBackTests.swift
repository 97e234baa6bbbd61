import CentralStore
import Delivery
import Domain
import Platforms
import Testing

/// A server forgot what an earlier step left with it: the next try begins with that step.
struct StepBackTests {
  private static let image = MediaReference(
    sha256: Digest.of("image"), alternative: ["en": "A road"],
    image: ImageFacts(type: .png, octets: 9, width: 1, height: 1))

  private static func machine(_ progress: DeliveryProgress = DeliveryProgress()) -> DeliveryMachine {
    var (content, delivery) = (Case.content("Hello"), Case.delivery())
    content.media = [image]
    delivery.progress = progress.values
    var channel = Case.channel("bluesky")
    channel.handle = "@town.example"
    channel.limits.accountID = "did:plc:7iza6de2dwap2sbkpav7c6c6"
    let work = DispatchWork(
      fence: 7, delivery: delivery,
      post: DispatchPost(id: .derived("test", "post"), revision: 1, content: content, createdAt: Case.now),
      channel: channel)
    return DeliveryMachine(work: work, secret: Secret("token"), platform: BlueskyPlatform())
  }

  @Test func aForgottenImageIsUploadedAgain() throws {
    var machine = Self.machine()
    guard case .prepare(let upload) = machine.resume(now: Case.now, chance: 0.5) else {
      Issue.record("an image is uploaded first")
      return
    }
    let blob = """
      {"blob":{"$type":"blob","ref":{"$link":"\(BlueskyCID.ofFile(Self.image.sha256))"},\
      "mimeType":"image/png","size":9}}
      """
    guard case .keep(let kept) = machine.received(.answer(Case.answer(200, blob)), now: Case.now, chance: 0.5),
      case .intend(let put) = machine.resume(now: Case.now, chance: 0.5)
    else {
      Issue.record("the post follows")
      return
    }
    #expect(machine.allowed(fence: 8, intentAt: Case.now, lastKnown: nil) == .act(put))
    let refusal = Case.answer(400, #"{"error":"BlobNotFound","message":"Could not find blob"}"#)
    guard case .settle(let settlement) = machine.received(.answer(refusal), now: Case.now, chance: 0.5) else {
      Issue.record("not settled")
      return
    }
    #expect(settlement.outcome == .surelyNot && settlement.fence == 8 && settlement.status == 400)
    #expect(settlement.holdIn == nil && (settlement.retryIn ?? 0) >= 1)
    let left = try #require(settlement.progress)
    #expect(left != kept.values)
    var next = Self.machine(DeliveryProgress(left))
    #expect(next.resume(now: Case.now, chance: 0.5) == .prepare(upload))
  }
}
