import CentralStore
import Domain
import LocalStore
import Logging
import Synchronization

/// Images on their way to the centre, and those that nobody needs here any more.
extension SyncService {
  /// An image of which the centre has said what it lacks.
  struct Sending: Sendable {
    var image: KeptImage
    /// Numbers of chunks.
    var missing: [Int]
  }

  /// Sends the next chunk of an image that an act names. False: there is nothing to send, or it must wait.
  func sendPiece() async throws -> Bool {
    let rest = state.withLock { $0.imagesRest }
    if let rest, clock() < rest { return false }
    guard let image = try store.nextToSend(except: resting()) else { return false }
    do {
      try await send(image)
      return true
    } catch let error as CentralError where [.quota, .malformed, .notYours].contains(error.trouble) {
      // It concerns images alone: what members do goes on.
      logger.warning(
        "the centre does not take an image; the next try is in ten minutes",
        metadata: ["image": "\(image.sha256)", "error": "\(error)"])
      guard error.trouble == .quota else {
        // This image only: it holds up no other.
        pass(over: image.sha256, seconds: 600)
        return true
      }
      pause(seconds: 600)
      return false
    }
  }

  /// The images that the centre would not take a while ago.
  private func resting() -> Set<Digest> {
    let now = clock()
    return state.withLock { state in
      state.resting = state.resting.filter { now < $0.value }
      return Set(state.resting.keys)
    }
  }

  private func pass(over image: Digest, seconds: Int64) {
    let until = clock().adding(seconds: seconds)
    state.withLock { state in
      state.resting[image] = until
      state.sending = nil
    }
  }

  private func send(_ image: KeptImage) async throws {
    guard var sending = state.withLock({ $0.sending }), sending.image.sha256 == image.sha256 else {
      let standing = try await database.run(OpenMedium(image.sha256, image.facts))
      if standing.isComplete { return try settle(image) }
      state.withLock { $0.sending = Sending(image: image, missing: standing.missing) }
      return try note(image, missing: standing.missing)
    }
    guard let number = sending.missing.first else { return try await end(image) }
    let place = PutMediumChunk.place(of: number, in: image.facts.octets)
    guard let bytes = images.bytes(place, of: image.sha256), bytes.count == place.count else {
      return try giveUp(image)
    }
    try await database.run(PutMediumChunk(image.sha256, number: number, bytes: bytes))
    sending.missing.removeFirst()
    try note(image, missing: sending.missing)
    state.withLock { $0.sending = sending }
  }

  /// All of it is there: the centre says whether it is what it should be.
  private func end(_ image: KeptImage) async throws {
    let isFine = try await database.run(EndMedium(image.sha256))
    state.withLock { $0.sending = nil }
    if isFine { return try settle(image) }
    guard images.isWhole(image.sha256) else { return try giveUp(image) }
    logger.error("an image came to the centre as something else", metadata: ["image": "\(image.sha256)"])
    try store.set(image.sha256, sent: 0, state: .kept)
    pause(seconds: 60)
  }

  private func settle(_ image: KeptImage) throws {
    try store.set(image.sha256, sent: image.facts.octets, state: .sent)
    logger.info("an image is at the centre", metadata: ["image": "\(image.sha256)"])
  }

  /// The file is gone or has been changed: somebody must attach it anew.
  private func giveUp(_ image: KeptImage) throws {
    logger.error("the file of an image is gone or damaged", metadata: ["image": "\(image.sha256)"])
    try store.set(image.sha256, sent: 0, state: .damaged)
    state.withLock { $0.sending = nil }
  }

  private func note(_ image: KeptImage, missing: [Int]) throws {
    let lacking = missing.reduce(0) { $0 + PutMediumChunk.place(of: $1, in: image.facts.octets).count }
    try store.set(image.sha256, sent: image.facts.octets - Int64(lacking), state: .kept)
  }

  private func pause(seconds: Int64) {
    let until = clock().adding(seconds: seconds)
    state.withLock { state in
      state.imagesRest = until
      state.sending = nil
    }
  }

  // MARK: - Housekeeping

  /// How long an image is kept here that nobody waits for, in days; what the centre has can be fetched again.
  private static let daysKept: Int64 = 30

  /// Once an hour, removes the images that nobody needs here.
  func keepTidy() async {
    while !Task.isCancelled {
      do {
        try tidyImages()
      } catch {
        logger.warning("images are not tidied away", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .seconds(3600))
    }
  }

  package func tidyImages() throws {
    let now = clock()
    let yesterday = now.adding(seconds: -86_400)
    let left = try store.forgetImages(
      takenBefore: now.adding(seconds: -Self.daysKept * 86_400), unusedBefore: yesterday)
    images.remove(except: left, olderThan: yesterday)
  }
}
