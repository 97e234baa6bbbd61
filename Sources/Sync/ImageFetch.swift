import CentralStore
import Domain
import LocalStore

/// Fetches images of posts from the centre to this office.
package struct ImageFetch: Sendable {
  private let database: CentralDatabase
  private let store: LocalStore
  private let images: ImageFolder
  private let now: Instant

  package init(database: CentralDatabase, store: LocalStore, images: ImageFolder, now: Instant) {
    self.database = database
    self.store = store
    self.images = images
    self.now = now
  }

  /// Brings an image here, unless it is. What came before the line was cut is not fetched again.
  ///
  /// Throws an `ImageProblem` when what came is not what its name says; all of it is thrown away then.
  ///
  /// - Parameter region: the post's.
  package func fetch(_ medium: MediaReference, of region: RegionID) async throws {
    if images.has(medium.sha256), images.isWhole(medium.sha256) { return }
    let length = PutMediumChunk.length
    let chunks = (Int(medium.image.octets) + length - 1) / length
    // What another command brought at the same time may be more than all of it: then it is not what its name says.
    let arrived = try images.arrived(medium.sha256, inPiecesOf: length)
    for number in min(arrived, chunks)..<max(chunks, 1) {
      let bytes = try await database.run(GetMediumChunk(medium.sha256, of: region, number: number))
      try images.append(bytes, to: medium.sha256)
    }
    guard try images.finish(medium.sha256, as: medium.image) else { throw ImageProblem.falseArrival }
    try store.keep(
      KeptImage(sha256: medium.sha256, facts: medium.image, state: .sent, sent: medium.image.octets), at: now)
  }
}
