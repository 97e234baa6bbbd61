import Domain
import Foundation
import TestKit
import Testing

@testable import LocalStore

/// The files of images in a state folder.
@Suite struct ImageFolderTests {
  private func file(_ house: Household, _ bytes: [UInt8], _ name: String = "bridge.gif") throws -> String {
    let path = "\(house.folder)/\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func files(_ house: Household) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(house.folder)/media")?.compactMap { $0 as? String } ?? []
    return all.filter { $0.contains("/") }.sorted()
  }

  @Test("an image is kept once, under the name of its content, for its owner's eyes, and what follows it is gone")
  func kept() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let bytes = SampleImage.gif()
    let image = try folder.take(try file(house, bytes + Array("a secret".utf8)))
    #expect(image.sha256 == Digest.of(bytes) && image.facts.octets == Int64(bytes.count))
    #expect(try folder.take(try file(house, bytes, "again.gif")) == image)
    #expect(try folder.look(at: try file(house, bytes)) == image)
    #expect(files(house) == ["\(image.sha256.hex.prefix(2))/\(image.sha256.hex)"])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(of: image.sha256))
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(folder.bytes(0..<99_999, of: image.sha256) == bytes)
  }

  @Test("a file that was spoilt under its name is replaced")
  func spoilt() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let path = try file(house, SampleImage.gif())
    let image = try folder.take(path)
    try Data("rubbish".utf8).write(to: URL(filePath: folder.path(of: image.sha256)))
    #expect(!folder.isWhole(image.sha256))
    #expect(try folder.take(path) == image)
    #expect(folder.isWhole(image.sha256))
  }

  @Test("of what is refused nothing is left")
  func refused() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let cases: [(String, ImageProblem.Code)] = [
      (try file(house, Array(SampleImage.gif().dropLast(9))), .cutOff), (try file(house, [], "no.gif"), .empty),
      (try file(house, SampleImage.gif(), "lie.png"), .misnamed), ("\(house.folder)/nowhere.gif", .unreadable),
      (house.folder, .unreadable), ("/dev/zero", .unreadable),
    ]
    for (path, code) in cases {
      #expect { try folder.take(path) } throws: { ($0 as? ImageProblem)?.code == code }
    }
    #expect(files(house).isEmpty)
  }

  @Test("what comes from the centre is put together piece by piece, and looked at before it counts")
  func arriving() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let bytes = SampleImage.gif(blocks: 9)
    let facts = try ImageReading(of: ImageBytes(bytes)).facts
    let digest = Digest.of(bytes)
    try folder.append(Array(bytes[..<1000]), to: digest)
    try folder.append(Array(bytes[1000..<1300]), to: digest)
    #expect(try folder.arrived(digest, inPiecesOf: 1000) == 1, "part of a piece is none")
    try folder.append(Array(bytes[1000...]), to: digest)
    #expect(!folder.has(digest))
    #expect(try folder.finish(digest, as: facts))
    #expect(folder.bytes(0..<bytes.count, of: digest) == bytes)
    var other = bytes
    other[100] ^= 1
    try folder.append(other, to: Digest.of("x"))
    #expect(try !folder.finish(Digest.of("x"), as: facts), "not what its name says")
    var lie = facts
    lie.width += 1
    try folder.append(other, to: Digest.of(other))
    #expect(try !folder.finish(Digest.of(other), as: lie), "not what is said of it")
    #expect(files(house).count == 1)
  }

  @Test("images go in the order of the acts that name them, and those of no act not at all")
  func order() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let images = try (1...3).map { seed in
      try folder.take(try file(house, SampleImage.gif(seed: UInt8(seed)), "\(seed).gif"))
    }
    for image in images { try house.store.keep(image, at: Household.now) }
    #expect(try house.store.nextToSend() == nil)
    let first = try compose(house, [images[1]])
    _ = try compose(house, [images[0]])
    #expect(try house.store.nextToSend() == images[1])
    try house.store.set(images[1].sha256, sent: images[1].facts.octets, state: .sent)
    #expect(try house.store.nextToSend() == images[0])
    #expect(try house.store.waitingImages().images == 1)
    // Named again, the centre is asked again: it may have forgotten it.
    _ = try compose(house, [images[1]])
    #expect(try house.store.nextToSend()?.sha256 == images[1].sha256)
    try house.store.take([try house.ruling(first, .accepted)], of: .region, upTo: 8)
    #expect(try house.store.nextToSend() == images[0])
  }

  @Test("when the centre has lost acts, it is asked for their images again")
  func restored() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let image = try folder.take(try file(house, SampleImage.gif()))
    try house.store.keep(image, at: Household.now)
    let act = try compose(house, [image])
    try house.store.markReceived(.ordinary, upTo: 1)
    try house.store.set(image.sha256, sent: image.facts.octets, state: .sent)
    try house.store.take([try house.ruling(act, .accepted)], of: .region, upTo: 8)
    #expect(try house.store.nextToSend() == nil)
    try house.store.finishSnapshot(
      SyncProgress.Mark(epoch: UUID(), regionHead: 0, commonHead: 0, version: "one", kind: .region, isRestored: true))
    #expect(try house.store.nextToSend() == image)
  }

  @Test("what nobody needs is forgotten: of what was never done after a day, of the rest after its time")
  func forgotten() throws {
    let house = try Household()
    defer { house.end() }
    let folder = ImageFolder(folder: house.folder)
    let (never, waits, done) = (
      try folder.take(try file(house, SampleImage.gif(seed: 1), "1.gif")),
      try folder.take(try file(house, SampleImage.gif(seed: 2), "2.gif")),
      try folder.take(try file(house, SampleImage.gif(seed: 3), "3.gif"))
    )
    for image in [never, waits, done] { try house.store.keep(image, at: Household.now) }
    _ = try compose(house, [waits])
    let act = try compose(house, [done])
    try house.store.take([try house.ruling(act, .accepted)], of: .region, upTo: 8)
    let (day, month) = (Household.now.adding(seconds: 86_400), Household.now.adding(seconds: 31 * 86_400))
    let old = Household.now.adding(seconds: -1)
    #expect(
      try house.store.forgetImages(takenBefore: old, unusedBefore: old)
        == [never.sha256, waits.sha256, done.sha256])
    #expect(try house.store.forgetImages(takenBefore: old, unusedBefore: day) == [waits.sha256, done.sha256])
    let left = try house.store.forgetImages(takenBefore: month, unusedBefore: month)
    #expect(left == [waits.sha256])
    folder.remove(except: left, olderThan: Instant(Date()).adding(seconds: -3600))
    #expect(files(house).count == 3, "what is young may be on its way into the store")
    folder.remove(except: left, olderThan: Instant(Date()).adding(seconds: 3600))
    #expect(files(house) == ["\(waits.sha256.hex.prefix(2))/\(waits.sha256.hex)"])
  }

  private func compose(_ house: Household, _ images: [KeptImage]) throws -> ActivityID {
    try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .house) { bench in
      let id = bench.newID(Post.self)
      let media = images.map { $0.reference(alternative: ["en": "A bridge."]) }
      let content = PostContent(texts: ["en": "Open."], media: media, channels: [house.channel.reference])
      return try bench.add(
        .composePost(ComposePost(postClass: .routine, content: content)), to: ItemReference(.post, house.office.id, id)
      ).id
    }
  }
}
