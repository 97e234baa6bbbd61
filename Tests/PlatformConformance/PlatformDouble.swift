import Domain
import Platforms

/// A platform played in memory: acts on requests as its documents say, and keeps what the public would see.
package protocol PlatformDouble {
  /// Acts, and answers as the platform would at this time.
  mutating func answer(_ request: PlatformRequest, at now: Instant) -> PlatformResponse

  /// What the public sees: ids and texts, oldest first.
  var visible: [(id: String, text: String)] { get }
}
