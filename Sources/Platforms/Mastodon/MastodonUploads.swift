import Domain
import Foundation

/// What the server holds of a post's images so far: kept with the delivery between its steps.
struct MastodonUploads: Codable, Hashable {
  struct Upload: Codable, Hashable {
    /// The server's name for it.
    var id: String
    /// Of the image and its alternative text: for any other image or text it is not the one.
    var of: String
    var at: Instant
    /// When the server last said that it has it, done; nil: it is not done yet.
    var seenAt: Instant?
    /// Not asked for before.
    var askAt: Instant
    /// Stands with the post already; then only its text may differ.
    var stands: Bool
  }

  /// One for each image, in order; nil: to be uploaded.
  var list: [Upload?]
  /// How often something uploaded was gone or never done.
  var lost = 0
  /// The server refused the post though it may not be for its images: each is asked for before that is believed.
  var isChecked = false
  /// How often the server was not done with an image that it had said it was done with.
  var early = 0
  /// For an edit: when the images that stand there were read.
  var readAt: Instant?

  private static let key = "media"
  /// Servers sweep what is not attached after about a day; seconds.
  static let life = 12.0 * 3600
  /// After so long it is asked for again before it is used; seconds.
  static let freshness = 1800.0
  /// What is not done by then is uploaded anew; seconds.
  static let patience = 900.0
  static let mostLost = 3
  static let mostEarly = 20

  /// As kept; what does not belong to these images, or has grown old, is left out.
  init(_ progress: DeliveryProgress, of images: [OutgoingImage], now: Instant) {
    list = Array(repeating: nil, count: images.count)
    guard let kept = progress.values[Self.key],
      let read = try? JSONDecoder().decode(Self.self, from: Data(kept.utf8)), read.list.count == images.count
    else { return }
    (lost, isChecked, early) = (read.lost, read.isChecked, read.early)
    readAt = read.readAt.flatMap { now.seconds(since: $0) < Self.freshness ? $0 : nil }
    for (place, image) in images.enumerated() {
      guard let upload = read.list[place], upload.of == Self.name(image, stands: upload.stands) else { continue }
      if upload.stands ? readAt != nil : now.seconds(since: upload.at) < Self.life { list[place] = upload }
    }
  }

  func progress(_ before: DeliveryProgress) -> DeliveryProgress {
    guard let kept = StableJSON.text(self) else { return before }
    var progress = before
    progress.values[Self.key] = kept
    return progress
  }

  /// Names an image with its text; one that stands already, by its content alone: its text is sent with the edit.
  static func name(_ image: OutgoingImage, stands: Bool = false) -> String {
    stands ? image.sha256.hex : Digest.of(Array((image.sha256.hex + "\n" + image.alternative).utf8)).hex
  }

  /// What is to be done for the images next.
  enum Step: Hashable {
    case upload(Int)
    /// Ask whether the server has it, done; not before a time.
    case ask(Int, from: Instant)
    case done
  }

  /// All are uploaded before any is waited for.
  func step(now: Instant) -> Step {
    if let missing = list.firstIndex(of: nil) { return .upload(missing) }
    for (place, upload) in list.enumerated() {
      guard let upload, !upload.stands else { continue }
      if let seen = upload.seenAt, now.seconds(since: seen) < Self.freshness { continue }
      return .ask(place, from: upload.askAt)
    }
    return .done
  }

  mutating func uploaded(_ place: Int, id: String, image: OutgoingImage, isDone: Bool, at: Instant) {
    list[place] = Upload(
      id: id, of: Self.name(image), at: at, seenAt: isDone ? at : nil, askAt: at.adding(seconds: isDone ? 0 : 2),
      stands: false)
    isChecked = false
  }

  mutating func seen(_ place: Int, at: Instant) { list[place]?.seenAt = at }

  /// The server is not done with it: asked again later, each time a little later.
  mutating func unfinished(_ place: Int, at: Instant) {
    guard let upload = list[place] else { return }
    list[place]?.seenAt = nil
    list[place]?.askAt = at.adding(seconds: Int64(min(max(at.seconds(since: upload.at) / 4, 2), 30)))
  }

  /// It is to be uploaded anew. False: that has happened too often.
  mutating func lose(_ place: Int) -> Bool {
    list[place] = nil
    lost += 1
    return lost <= Self.mostLost
  }

  /// What stands with the post under edit, as just read. An image keeps its name there where it is known to be the
  /// same: where as many stand as were sent, in their order, each with the text that was sent with it. Else something
  /// acted since that nobody knows of, and nothing is known of any.
  mutating func read(
    _ there: [MastodonAttachment], of images: [OutgoingImage], before: PostContent?, on channel: Channel, at: Instant
  ) {
    readAt = at
    guard let before, before.media.count == there.count,
      zip(before.media, there).allSatisfy({ $1.says(OutgoingImage($0, on: channel).alternative) })
    else { return }
    var free = Array(zip(before.media.map(\.sha256), there))
    for (place, image) in images.enumerated() {
      guard let match = free.firstIndex(where: { $0.0 == image.sha256 }) else { continue }
      list[place] = Upload(
        id: free.remove(at: match).1.id, of: Self.name(image, stands: true), at: at, seenAt: at, askAt: at, stands: true
      )
    }
  }

  /// Each is asked for before the next try.
  mutating func doubt(at: Instant) {
    for place in list.indices where list[place]?.stands == false {
      list[place]?.seenAt = nil
      list[place]?.askAt = at
    }
    readAt = nil
  }
}
