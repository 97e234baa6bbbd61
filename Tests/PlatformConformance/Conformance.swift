import Domain
import Foundation
import Platforms

/// The suite that every adapter must pass. It judges; it asserts nothing itself, so that it can be judged too.
package struct Conformance {
  package let adapter: any Platform
  package let channel: Channel
  package let content: PostContent
  /// A fresh platform that nobody has posted to.
  package let double: @Sendable () -> any PlatformDouble

  static let secret = "s3cret-Zx81-token-9wQ"
  static let start = Instant(microseconds: 1_790_000_000_000_000)

  /// What was found; empty when the adapter may be trusted.
  package private(set) var findings: [String] = []

  package init(
    _ adapter: any Platform, on channel: Channel, saying content: PostContent,
    against double: @escaping @Sendable () -> any PlatformDouble
  ) {
    self.adapter = adapter
    self.channel = channel
    self.content = content
    self.double = double
  }

  /// Every rule; what broke one. `bodies`: how many random answers are read.
  package func run(bodies: Int = 2000) -> [String] {
    var suite = self
    suite.publishesOnce()
    suite.takesDown()
    suite.edits()
    suite.readsEveryAnswer()
    suite.isDeterministic()
    suite.keepsSecrets()
    suite.readsAnyBytes(seed: 20_261_123, count: bodies)
    return suite.findings
  }

  /// The rules of a delivery's life alone: for the many ways in which a platform may differ.
  package func runDeliveries() -> [String] {
    var suite = self
    suite.publishesOnce()
    suite.takesDown()
    suite.edits()
    return suite.findings
  }

  mutating func expect(_ holds: Bool, _ finding: @autoclosure () -> String) {
    if !holds { findings.append(finding()) }
  }

  package func order(_ kind: DeliveryKind = .publish, remoteID: String? = nil) -> DeliveryOrder {
    let post = PostID.derived("conformance")
    return DeliveryOrder(
      delivery: DeliveryItem.id(post: post, channel: channel.id, kind: kind, revision: 1), kind: kind, post: post,
      postRegion: channel.region, revision: 1, content: content, channel: channel, secret: Secret(Self.secret),
      createdAt: Self.start,
      idempotencyKey: "key-of-the-conformance-order", remoteID: remoteID, intentAt: Self.start)
  }

  /// A first request, the adapter's own, to answer in many ways.
  func firstRequest(_ order: DeliveryOrder) -> PlatformRequest? {
    guard case .request(let request) = adapter.next(order, DeliveryProgress()) else { return nil }
    return request
  }

  // MARK: Once, never twice

  /// Through one fault, and through two after each other, at most one post stands; and what is told is true.
  private mutating func publishesOnce() {
    let text = adapter.render(content, on: channel).text
    for first in Fault.all {
      for second in Fault.next {
        var drive = DeliveryDrive(adapter, order(), against: double(), from: Self.start)
        let end = drive.run([first, second])
        let story = "publish, \(first), then \(second): "
        let visible = drive.double.visible
        for offence in drive.offences { expect(false, story + offence) }
        expect(visible.count <= 1, story + "\(visible.count) posts stand there")
        expect(visible.allSatisfy { $0.text == text }, story + "another text stands there")
        switch end {
        case .sent(let id):
          expect(visible.first?.id == id && id != nil, story + "told as sent under \(id ?? "no id"), which is not so")
        case .parked:
          expect(!adapter.promises.canLookUp, story + "left to a person, though it could have looked")
        case .rejected(let code):
          expect(false, story + "rejected (\(code)) what the platform takes")
        case .credential, .lost:
          expect(false, story + "ended as \(end)")
        }
      }
    }
  }

  private mutating func takesDown() {
    for fault in Fault.all {
      var published = DeliveryDrive(adapter, order(), against: double(), from: Self.start)
      guard case .sent(let id?) = published.run([]) else {
        expect(false, "a plain publish does not end as sent")
        return
      }
      var drive = DeliveryDrive(
        adapter, order(.takeDown, remoteID: id), against: published.double, from: published.now.adding(seconds: 60))
      let end = drive.run([fault])
      for offence in drive.offences { expect(false, "take-down, \(fault): \(offence)") }
      if case .sent = end {
        expect(drive.double.visible.isEmpty, "take-down, \(fault): told as gone, and it stands there")
      } else {
        expect(end == .parked && !adapter.promises.canLookUp, "take-down, \(fault): ended as \(end)")
      }
    }
  }

  /// Through each fault, and a second time, the one post that stands says the new words; and what is told is true.
  private mutating func edits() {
    guard adapter.promises.canEdit else { return }
    var changed = content
    changed.texts = content.texts.mapValues { $0 + " Again." }
    let text = adapter.render(changed, on: channel).text
    for fault in Fault.all {
      var published = DeliveryDrive(adapter, order(), against: double(), from: Self.start)
      guard case .sent(let id?) = published.run([]) else { return }
      var order = order(.edit, remoteID: id)
      (order.content, order.revision) = (changed, 2)
      var (platform, now) = (published.double, published.now)
      for faults in [[fault], []] {
        let story = "edit, \(fault)\(faults.isEmpty ? ", then once more" : ""): "
        var drive = DeliveryDrive(adapter, order, against: platform, from: now.adding(seconds: 60))
        let end = drive.run(faults)
        for offence in drive.offences { expect(false, story + offence) }
        expect(drive.double.visible.map(\.id) == [id], story + "it is no longer one post")
        if case .sent = end {
          expect(drive.double.visible.first?.text == text, story + "told as sent, and other words stand there")
        } else {
          expect(false, story + "ended as \(end)")
        }
        (platform, now) = (drive.double, drive.now)
      }
    }
  }

  // MARK: The same in, the same out

  private mutating func isDeterministic() {
    for kind in [DeliveryKind.publish, .takeDown] {
      let order = order(kind, remoteID: kind == .takeDown ? "1" : nil)
      let first = adapter.next(order, DeliveryProgress())
      expect((0..<20).allSatisfy { _ in adapter.next(order, DeliveryProgress()) == first }, "the bytes of \(kind) vary")
      let page = adapter.lookUp(order, DeliveryProgress(), page: LookUpPage())
      expect(
        page == adapter.lookUp(order, DeliveryProgress(), page: LookUpPage()), "the bytes of a look-up vary")
    }
    let rendering = adapter.render(content, on: channel)
    expect((0..<20).allSatisfy { _ in adapter.render(content, on: channel) == rendering }, "the rendering varies")
    expect(rendering.problems.isEmpty, "a plain text is refused: \(rendering.problems)")
    var blank = content
    blank.texts = [:]
    expect(!adapter.render(blank, on: channel).problems.isEmpty, "nothing at all may go out")
    var hostile = content
    hostile.texts = hostile.texts.mapValues { _ in "before\u{0}after" }
    expect(!adapter.render(hostile, on: channel).problems.isEmpty, "a NUL may go out")
    var step = order()
    step.content = blank
    if case .request = adapter.next(step, DeliveryProgress()) { expect(false, "sends what may not go out") }
  }
}
