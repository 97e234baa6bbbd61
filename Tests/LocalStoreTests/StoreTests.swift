import Crypto
import Domain
import Foundation
import LocalStore
import Testing

@Suite struct StoreTests {
  @Test("what is done is durable: the writer waits for the disk")
  func fullySynchronous() throws {
    let house = try Household()
    defer { house.end() }
    #expect(try house.store.synchronousMode() == 2)
    #expect(try house.store.damage() == nil)
  }

  @Test("an item never goes back to an older version, and is dropped when it may no longer be seen")
  func onlyNewer() throws {
    let house = try Household()
    defer { house.end() }
    var newer = house.channel
    newer.version = 5
    newer.name = "Five"
    try house.store.take([try Household.received(.channel(newer))], of: .region, upTo: 8)
    newer.version = 4
    newer.name = "Four"
    try house.store.take([try Household.received(.channel(newer))], of: .region, upTo: 9)
    #expect(try house.store.view(.house).items.channels[newer.id]?.name == "Five")
    #expect(try house.store.cursor(.region) == 9)
    var gone = try Household.received(.channel(newer))
    gone.body = nil
    try house.store.take([gone], of: .region, upTo: 10)
    #expect(try house.store.view(.house).items.channels[newer.id] == nil)
  }

  @Test("acts get numbers without gaps, restrictive ones in a sequence of their own")
  func numbers() throws {
    let house = try Household()
    defer { house.end() }
    let first = try house.compose("One")
    let second = try house.compose("Two")
    var post = try #require(try house.store.view(.posts([first.post])).items.posts[first.post])
    post.version = 1
    try house.store.take(
      [try Household.received(.post(post)), try house.ruling(first.act, .accepted)],
      of: .region, upTo: 8)
    let reference = ItemReference(.post, house.office.id, first.post)
    try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([first.post])) {
      _ = try $0.add(.withdrawPost(Reason("no")), to: reference)
    }
    #expect(try house.store.acts(.ordinary, from: 1, max: 10).map(\.sequence) == [1, 2])
    #expect(try house.store.acts(.ordinary, from: 1, max: 10).map(\.signed.id) == [first.act, second.act])
    #expect(try house.store.acts(.restrictive, from: 1, max: 10).map(\.sequence) == [1])
  }

  @Test("a withdrawal of what the centre has not seen yet waits behind its making")
  func waitsBehind() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose()
    let reference = ItemReference(.post, house.office.id, made.post)
    try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([made.post])) {
      _ = try $0.add(.withdrawPost(Reason("no")), to: reference)
    }
    #expect(try house.store.acts(.restrictive, from: 1, max: 10).isEmpty)
    #expect(try house.store.acts(.ordinary, from: 1, max: 10).map(\.sequence) == [1, 2])
  }

  @Test("when the rules refuse one of several acts and the command gives up, none is kept")
  func allOrNothing() throws {
    let house = try Household()
    defer { house.end() }
    let content = PostContent(texts: ["en": "x"], channels: [house.channel.reference])
    #expect(throws: Refused.self) {
      try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .house) { bench in
        let item = ItemReference(.post, house.office.id, bench.newID(Post.self))
        try bench.add(.composePost(ComposePost(postClass: .routine, content: content)), to: item)
        // Nobody approves what they wrote.
        let post = try #require(bench.items.posts[item.id.of()])
        try bench.add(.approvePost(RevisionNamed(revision: 1, digest: post.digest)), to: item)
      }
    }
    #expect(try house.store.acts(.ordinary, from: 1, max: 10).isEmpty)
  }

  @Test("signatures are the member's, over the bytes that are kept")
  func signatures() throws {
    let house = try Household()
    defer { house.end() }
    _ = try house.compose()
    let kept = try #require(try house.store.acts(.ordinary, from: 1, max: 1).first)
    #expect(kept.signed.isSigned(by: HexBytes(Array(house.authorKey.publicKey.rawRepresentation))))
    #expect(!kept.signed.isSigned(by: HexBytes(Array(house.approverKey.publicKey.rawRepresentation))))
  }

  @Test("two processes write to one store, and a watch sees the other's commits")
  func twoProcesses() throws {
    let house = try Household()
    defer { house.end() }
    let watch = try StoreWatch(folder: house.folder)
    let before = try watch.mark()
    #expect(try watch.mark() == before)
    let other = try LocalStore(folder: house.folder)
    defer { other.close() }
    try other.set(lastUse: Household.now)
    #expect(try watch.mark() != before)
    #expect(try house.store.lastUse() == Household.now)
  }

  @Test("a state folder may have blanks and accents in its name")
  func folderOfPeople() throws {
    let house = try Household(in: "Môn office")
    defer { house.end() }
    #expect(FileManager.default.fileExists(atPath: house.folder + "/" + LocalStore.fileName))
    let watch = try StoreWatch(folder: house.folder)
    let before = try watch.mark()
    let other = try LocalStore(folder: house.folder)
    defer { other.close() }
    try other.set(lastUse: Household.now)
    #expect(try watch.mark() != before)
  }

  @Test("a file that is no database is said to be damaged")
  func damaged() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "crier-bad-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(repeating: 7, count: 8192).write(to: URL(filePath: folder + "/" + LocalStore.fileName))
    #expect { try LocalStore(folder: folder) } throws: { ($0 as? LocalStoreError)?.code == .damaged }
  }
}
