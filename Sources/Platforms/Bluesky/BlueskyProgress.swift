import Domain
import Foundation

/// What the steps before a publish have found out: read from its progress, and written back into it. Everything stands
/// there under the name of what it belongs to, so that a changed post never takes what another wording left.
struct BlueskyProgress {
  /// A record by name and content, as replies name it.
  struct Reference: Codable, Hashable {
    var uri: String
    var cid: String

    var value: BlueskyValue { .map(["uri": .text(uri), "cid": .text(cid)]) }

    /// Fit to go into a record.
    var isSound: Bool { BlueskyURI(uri) != nil && BlueskyCID.bytes(cid) != nil }
  }

  /// Where a reply hangs.
  struct Thread: Codable, Hashable {
    var root: Reference
    var parent: Reference
  }

  /// What is to be found out next.
  enum Lack: Hashable {
    case thread(BlueskyURI)
    case account(handle: String)
    case blob(OutgoingImage)
  }

  /// After so many tries that told nothing of an account, mentions go out as plain text: a fault of somebody's name
  /// server must not hold up a warning.
  static let tries = 3

  private(set) var progress: DeliveryProgress

  init(_ progress: DeliveryProgress) {
    self.progress = progress
  }

  /// Nil: nothing is lacking. Images come last, since a server keeps a file without a post for a few minutes only.
  func lack(of order: DeliveryOrder, _ rendering: Rendering) -> Lack? {
    if let target = order.content.replyTo, let uri = BlueskyURI(target), thread(of: target) == nil {
      return .thread(uri)
    }
    for case .mention(let handle) in BlueskyText.pieces(rendering.text).map(\.feature) where !isSettled(handle) {
      return .account(handle: handle)
    }
    return rendering.images.first { blob(of: $0) == nil }.map(Lack.blob)
  }

  // MARK: The post that is answered

  func thread(of target: String) -> Thread? {
    guard let text = progress.values["reply " + target],
      let thread = try? JSONDecoder().decode(Thread.self, from: Data(text.utf8)), thread.root.isSound,
      thread.parent.isSound
    else { return nil }
    return thread
  }

  mutating func keep(_ thread: Thread, of target: String) {
    progress.values["reply " + target] = StableJSON.text(thread)
  }

  // MARK: Accounts that are mentioned

  /// Nil: not known, or there is none.
  func did(of handle: String) -> String? {
    progress.values["did " + handle].flatMap { BlueskyNames.isDID($0) ? $0 : nil }
  }

  private func isSettled(_ handle: String) -> Bool {
    progress.values["did " + handle] != nil || failures >= Self.tries
  }

  mutating func keep(did: String?, of handle: String) { progress.values["did " + handle] = did ?? "none" }

  private var failures: Int { progress.values["failures"].flatMap { Int($0) } ?? 0 }

  mutating func keepFailure() { progress.values["failures"] = String(min(failures, Self.tries) + 1) }

  // MARK: Images

  /// What the server called the uploaded file, unchanged.
  func blob(of image: OutgoingImage) -> BlueskyValue? {
    progress.values["blob " + image.sha256.hex]
      .flatMap { try? JSONDecoder().decode(BlueskyValue.self, from: Data($0.utf8)) }
  }

  mutating func keep(_ blob: BlueskyValue, of image: OutgoingImage) {
    progress.values["blob " + image.sha256.hex] = StableJSON.text(blob)
  }

  /// The server no longer has them: they are uploaded again.
  mutating func forgetBlobs() { progress.values = progress.values.filter { !$0.key.hasPrefix("blob ") } }
}
