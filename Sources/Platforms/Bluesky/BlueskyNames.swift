import Domain

/// How accounts and records are named: handles, DIDs, record keys.
package enum BlueskyNames {
  static let posts = "app.bsky.feed.post"

  /// `agency.example`: the changeable name of an account.
  package static func isHandle(_ text: some StringProtocol) -> Bool {
    let labels = Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.count >= 2, let last = labels.last?.first, isLetter(last) else { return false }
    let hyphen = UInt8(ascii: "-")
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
        && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }
  }

  /// `did:plc:…`, `did:web:…`: the account itself, whatever its name.
  package static func isDID(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
    guard text.utf8.count <= 2048, parts.count == 3, parts[0].elementsEqual("did".utf8), !parts[1].isEmpty,
      parts[1].allSatisfy({ isLetter($0) && $0 >= UInt8(ascii: "a") }), let last = parts[2].last
    else { return false }
    let ends = Array("._-".utf8)
    let inside = Array("._:%-".utf8)
    return (isLetter(last) || isDigit(last) || ends.contains(last))
      && parts[2].allSatisfy { isLetter($0) || isDigit($0) || inside.contains($0) }
  }

  package static func isRecordKey(_ text: String) -> Bool {
    let marks = Array("._:~-".utf8)
    return (1...512).contains(text.utf8.count) && text != "." && text != ".."
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || marks.contains($0) }
  }

  /// A record key that tells a time.
  package static func isTID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 13 && bytes.allSatisfy(digits.contains) && digits[..<16].contains(bytes[0])
  }

  private static let digits = Array("234567abcdefghijklmnopqrstuvwxyz".utf8)

  /// The record key of a post on a channel: a TID in the second of the post's creation. What is below the second
  /// follows from post and channel, so that many posts made at one time do not meet, and a restored backup arrives at
  /// the same key.
  package static func recordKey(post: PostID, channel: ChannelID, createdAt: Instant) -> String {
    let chance = Digest.of("bluesky record key\n\(post.text)\n\(channel.text)").bytes
    let number = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    let second = UInt64(max(0, createdAt.microseconds)) / 1_000_000
    let microseconds = (second * 1_000_000 + number(chance[0..<8]) % 1_000_000) & (1 << 53 - 1)
    let value = microseconds << 10 | number(chance[8..<10]) & 1023
    let text = (0..<13).reversed().map { digits[Int(value >> UInt64(5 * $0) & 31)] }
    return String(decoding: text, as: UTF8.self)
  }

  /// `@agency.example` as servers take it.
  static func handle(_ channel: Channel) -> String {
    (channel.handle.hasPrefix("@") ? channel.handle.dropFirst() : channel.handle[...]).lowercased()
  }

  /// Whether everybody may know a host or handle by this name: no address, no name of one house or of examples.
  static func isPublic(_ name: some StringProtocol) -> Bool {
    let closed = [
      "alt", "arpa", "example", "internal", "invalid", "lan", "local", "localhost", "onion", "test",
    ]
    return isHandle(name) && !closed.contains(name.lowercased().split(separator: ".").last.map(String.init) ?? "")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// The name of a post: `at://did:plc:…/app.bsky.feed.post/3jzfcijpj2z2a`.
struct BlueskyURI: Hashable {
  let did: String
  let key: String

  init(did: String, key: String) {
    self.did = did
    self.key = key
  }

  /// Nil unless it names a post, by the DID of its author.
  init?(_ text: String) {
    let start = "at://"
    guard text.utf8.count <= 255, text.hasPrefix(start) else { return nil }
    let parts = text.dropFirst(start.count).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[1] == BlueskyNames.posts, BlueskyNames.isDID(parts[0]),
      BlueskyNames.isRecordKey(parts[2])
    else { return nil }
    did = parts[0]
    key = parts[2]
  }

  var text: String { "at://\(did)/\(BlueskyNames.posts)/\(key)" }
}
