import CentralStore
import Crypto
import Domain
import Foundation
import LocalStore
import Postgres
import Sync
import TestKit
import Testing

/// Images between an office's disk and the centre, over a real database and real logins.
@Suite struct ImageExchangeTests {
  /// Three chunks, the last of them short.
  private static let long = SampleImage.gif(blocks: 2500)

  @Test("an image goes with its post: the post waits for it, and is ruled on once it is whole")
  func wholeWay() async throws {
    try await ImageWorld.with { world in
      let image = try world.office.image(Self.long)
      let id = try world.write(images: [image])
      let plain = try world.write("Without.")
      #expect(try world.office.store.waitingImages().images == 1)
      #expect(try await world.office.sync.round(), "the acts, and what the centre lacks")
      #expect(try await world.office.sync.round())
      #expect(try world.office.store.waitingImages().sent == 262_144, "one piece")
      try await world.body.rule()
      try await world.office.sync.round()
      #expect(try await world.ruled(id) == 0, "deferred")
      #expect(try await world.ruled(plain) == 2, "others pass")
      #expect(try await world.deferred() == 2, "what was done to it after waits behind it")
      try await world.sendAll()
      #expect(try world.office.store.waitingImages() == WaitingImages(images: 0, damaged: 0, octets: 0, sent: 0))
      try await world.release()
      try await world.office.sync.round()
      #expect(try world.office.post(id)?.state == .submitted)
      #expect(try world.office.store.counts().received == 0)
      #expect(try await world.stored(image) == Self.long)
      #expect(try await world.text("select count(*)::text from crier.post_media") == "1")
    }
  }

  @Test("wherever the sending is cut, it goes on from there", arguments: 0...3)
  func resumed(_ pieces: Int) async throws {
    try await ImageWorld.with { world in
      let image = try world.office.image(Self.long)
      let id = try world.write(images: [image])
      for _ in 0...pieces { try await world.office.sync.round() }
      // The line was cut: a new greeting, and nothing of what was known in memory.
      world.office.sync.startAgain()
      #expect(try await world.chunks() == min(pieces, 3))
      try await world.sendAll()
      #expect(try await world.stored(image) == Self.long)
      try await world.release()
      try await world.office.sync.round()
      #expect(try world.office.post(id)?.state == .submitted)
      let written = "select count(distinct xmin::text)::text from crier.media_chunk"
      #expect(try await world.text(written) == "3", "no chunk was written twice")
    }
  }

  @Test("a file that was changed on disk is not taken for the image, by either side")
  func damaged() async throws {
    try await ImageWorld.with { world in
      let image = try world.office.image(Self.long)
      let id = try world.write(images: [image])
      var other = Self.long
      other[5000] ^= 1
      try Data(other).write(to: URL(filePath: world.office.images.path(of: image.sha256)))
      try await world.sendAll()
      #expect(try await world.text("select complete::text from crier.media") == "false")
      #expect(try await world.chunks() == 0)
      #expect(try world.office.store.waitingImages().damaged == 1)
      // Attached anew it goes.
      _ = try world.office.image(Self.long)
      try await world.sendAll()
      try await world.release()
      try await world.office.sync.round()
      #expect(try world.office.post(id)?.state == .submitted)
    }
  }

  @Test("the same image is stored and sent once, whoever of the office names it")
  func once() async throws {
    try await ImageWorld.with { world in
      let image = try world.office.image(Self.long)
      let first = try world.write(images: [image])
      try await world.sendAll()
      #expect(try world.office.image(Self.long) == image)
      let second = try world.write("Again.", images: [image])
      try await world.sendAll()
      try await world.release()
      try await world.office.sync.round()
      for id in [first, second] { #expect(try world.office.post(id)?.state == .submitted) }
      #expect(try await world.text("select count(*)::text from crier.media") == "1")
      #expect(try await world.text("select count(*)::text from crier.post_media") == "2")
    }
  }

  @Test("the centre's desk and a sharing office fetch an image, from where a cut left it; another office gets nothing")
  func down() async throws {
    try await ImageWorld.with { world in
      let image = try world.office.image(Self.long)
      let id = try world.write(images: [image])
      try await world.sendAll()
      try await world.release()
      let login = try await world.body.coordinator.run(
        CreateLogin(region: world.body.root.id, key: Domain.Digest.of("centre")))
      let centre = try TestOffice(
        region: world.body.root.id, name: "Centre", configuration: try await world.body.database.login(login),
        login: login)
      let stranger = try await world.body.office(named: "South")
      func fetch(_ office: TestOffice) -> ImageFetch {
        ImageFetch(database: office.pool, store: office.store, images: office.images, now: TestBody.now)
      }
      for office in [centre, stranger] { try await office.sync.round() }
      #expect(try centre.post(id)?.content.media == [image])
      await #expect { try await fetch(stranger).fetch(image, of: world.office.region) } throws: {
        ($0 as? CentralError)?.trouble == .notYours
      }
      #expect(!stranger.images.has(image.sha256))
      // The line was cut in the second chunk.
      try centre.images.append(Array(Self.long[..<300_000]), to: image.sha256)
      try await fetch(centre).fetch(image, of: world.office.region)
      #expect(centre.images.bytes(0..<Self.long.count, of: image.sha256) == Self.long)
      #expect(try centre.store.image(image.sha256)?.state == .sent, "it is not sent back")
      // What is not what its name says is thrown away, and fetched anew.
      try FileManager.default.removeItem(atPath: centre.images.path(of: image.sha256))
      try centre.images.append([UInt8](repeating: 7, count: 262_144), to: image.sha256)
      await #expect(throws: ImageProblem.falseArrival) {
        try await fetch(centre).fetch(image, of: world.office.region)
      }
      try await fetch(centre).fetch(image, of: world.office.region)
      #expect(centre.images.isWhole(image.sha256))
      for office in [centre, stranger] { await office.end() }
    }
  }

  @Test("an office's small acts do not wait while its image goes")
  func small() async throws {
    try await ImageWorld.with { world in
      _ = try world.write(images: [try world.office.image(SampleImage.gif(blocks: 9000))])
      try await world.office.sync.round()
      try await world.office.sync.round()
      let id = try world.write("In a hurry.")
      #expect(try await world.office.sync.round())
      try await world.body.rule()
      #expect(try await world.ruled(id) == 2)
      #expect(try world.office.store.waitingImages().images == 1, "the image is still on its way")
    }
  }

  @Test("when the centre takes no more images today, members go on and the image is tried later")
  func quota() async throws {
    try await ImageWorld.with { world in
      let superuser = try await PostgresConnection.connect(world.body.database.superuser)
      try await superuser.execute(
        """
        insert into crier.media (region_id, sha256, content_type, octets, width, height)
        select '\(world.office.region)', sha256(n::text::bytea), 'image/png', 16777216, 1, 1
        from generate_series(1, 512) n
        """)
      _ = try world.write(images: [try world.office.image(Self.long)])
      #expect(try await !world.office.sync.round())
      let id = try world.write("Without.")
      #expect(try await !world.office.sync.round())
      try await world.body.rule()
      #expect(try await world.ruled(id) == 2)
      #expect(try world.office.store.waitingImages().images == 1)
      await superuser.close()
    }
  }

  @Test("an image that the centre will not take holds up no other")
  func unwelcome() async throws {
    try await ImageWorld.with { world in
      let superuser = try await PostgresConnection.connect(world.body.database.superuser)
      let (bad, good) = (try world.office.image(Self.long), try world.office.image(SampleImage.gif(seed: 9)))
      try await superuser.execute(
        """
        insert into crier.media (region_id, sha256, content_type, octets, width, height, complete)
        values ('\(world.office.region)', '\\x\(bad.sha256.hex)', 'image/gif', 5, 1, 1, true)
        """)
      await superuser.close()
      _ = try world.write(images: [bad])
      _ = try world.write(images: [good])
      for _ in 0..<8 { _ = try await world.office.sync.round() }
      #expect(try world.office.store.image(bad.sha256)?.state == .kept)
      #expect(try world.office.store.image(good.sha256)?.state == .sent)
      #expect(try await world.stored(good) != nil)
    }
  }

  @Test("images that nobody waits for are tidied away after their time")
  func tidied() async throws {
    try await ImageWorld.with { world in
      let office = world.office
      let (kept, never) = (try office.image(Self.long), try office.image(SampleImage.gif(seed: 9)))
      _ = try world.write(images: [kept])
      let later = TestBody.now.adding(seconds: 40 * 86_400)
      let sync = try SyncService(
        database: office.pool, store: office.store, folder: office.folder, version: "one", logger: .quiet,
        clock: { later })
      try office.sync.tidyImages()
      #expect(office.images.has(never.sha256))
      try sync.tidyImages()
      #expect(office.images.has(kept.sha256) && !office.images.has(never.sha256))
    }
  }
}

/// A body with one office and an author in it.
struct ImageWorld {
  let body: TestBody
  let office: TestOffice
  let author: Member
  let key: Curve25519.Signing.PrivateKey
  let channel: ChannelReference

  static func with(_ test: (ImageWorld) async throws -> Void) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (author, key) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      try await test(ImageWorld(body: body, office: office, author: author, key: key, channel: channel))
      await office.end()
    }
  }

  func write(_ text: String = "The bridge is open.", images: [MediaReference] = []) throws -> PostID {
    try office.write(text, on: channel, as: author, key, images: images)
  }

  func sendAll() async throws {
    while try await office.sync.round() {}
  }

  /// The centre looks whether images have come, and rules.
  func release() async throws {
    _ = try await body.coordinator.run(ReleaseDeferred(at: TestBody.now, patience: 14 * 86_400))
    try await body.rule()
  }

  func text(_ sql: String) async throws -> String? {
    let statement = PostgresStatement(sql, name: "text_\(UInt(bitPattern: sql.hashValue))")
    return try await body.coordinator.withConnection { try $0.query(statement, []).first?.textOrNil(0) }
  }

  func chunks() async throws -> Int? {
    Int(try await text("select count(*)::text from crier.media_chunk") ?? "")
  }

  func deferred() async throws -> Int? {
    Int(try await text("select count(*)::text from crier.inbox where deferred_at is not null") ?? "")
  }

  /// How many acts on a post have their ruling.
  func ruled(_ id: PostID) async throws -> Int? {
    Int(try await text("select count(*)::text from crier.ruling where item_id = '\(id)'") ?? "")
  }

  /// The bytes that the centre has.
  func stored(_ image: MediaReference) async throws -> [UInt8]? {
    let bytes = try await text(
      """
      select encode(string_agg(bytes, '' order by n), 'hex') from crier.media_chunk
      where sha256 = '\\x\(image.sha256.hex)'
      """)
    return bytes.flatMap(Hex.bytes)
  }
}
