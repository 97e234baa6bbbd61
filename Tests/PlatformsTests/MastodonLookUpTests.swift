import Domain
import Foundation
import HTTPTypes
import PlatformConformance
import Platforms
import Testing

@Suite struct MastodonLookUpTests {
  /// Looks until it is decided. The double is asked at `at`.
  private func look(
    _ order: DeliveryOrder, in double: MastodonDouble, at: Instant = Samples.now.adding(seconds: 90)
  ) -> (result: LookUpResult, paths: [String]) {
    var (double, page, paths) = (double, LookUpPage(), [String]())
    while let request = MastodonPlatform().lookUp(order, DeliveryProgress(), page: page), paths.count < 200 {
      paths.append(request.head.path ?? "")
      let answer = ExchangeResult.answer(double.answer(request, at: at))
      let result = MastodonPlatform().interpretLookUp(answer, of: order, DeliveryProgress(), page: page)
      guard case .more(let further) = result else { return (result, paths) }
      page = further
    }
    return (.undecided(sentence: "no end"), paths)
  }

  /// A server with these posts, each so many seconds after the intent.
  private func server(
    _ posts: [(Int64, PostContent)], _ oddities: Set<MastodonDouble.Oddity> = [.ignoresKey]
  ) -> MastodonDouble {
    var double = MastodonDouble(oddities)
    for (seconds, content) in posts {
      let order = Samples.order(.publish, content)
      guard case .request(let request) = MastodonPlatform().next(order, DeliveryProgress()) else { continue }
      _ = double.answer(request, at: Samples.now.adding(seconds: seconds))
    }
    return double
  }

  private func isFound(_ id: String, _ result: LookUpResult) -> Bool {
    if case .present(id, _) = result { true } else { false }
  }

  @Test func askedFromTheLastKnownOn() {
    let double = server([(-4000, Samples.content(["en": "Old"])), (5, Samples.content())])
    let (result, paths) = look(Samples.order(lastKnown: double.statuses[0].id), in: double)
    #expect(
      result
        == .present(remoteID: double.statuses[1].id, url: "https://social.example/@council/\(double.statuses[1].id)"))
    #expect(
      paths == ["/api/v1/accounts/7/statuses?limit=40&exclude_reblogs=true&min_id=\(double.statuses[0].id)"])
  }

  /// Somebody may have typed it: what comes after it proves presence, never absence.
  @Test func aLastKnownIDThatIsWrongHidesNothing() {
    let double = server([
      (-4000, Samples.content(["en": "Old"])), (5, Samples.content()), (9, Samples.content(["en": "A"])),
    ])
    for wrong in ["999999999999999999999", double.statuses[1].id, double.statuses[2].id] {
      guard case .present(let id, _) = look(Samples.order(lastKnown: wrong), in: double).result else {
        Issue.record("not found after \(wrong)")
        continue
      }
      #expect(id == double.statuses[1].id)
    }
    let empty = look(Samples.order(lastKnown: "999"), in: server([]))
    #expect(empty.result == .absent && empty.paths.count == 2)
  }

  @Test(arguments: [Set<MastodonDouble.Oddity>(), [.ulids], [.ignoresMinimum], [.ulids, .ignoresMinimum]])
  func foundBehindManyOthers(_ oddities: Set<MastodonDouble.Oddity>) {
    var posts: [(Int64, PostContent)] = [(-100, Samples.content(["en": "Known"])), (1, Samples.content())]
    for number in 0..<95 { posts.append((Int64(number + 2), Samples.content(["en": "Other \(number)"]))) }
    let double = server(posts, oddities.union([.ignoresKey]))
    for lastKnown in [nil, double.statuses[0].id] {
      let (result, _) = look(Samples.order(lastKnown: lastKnown), in: double)
      guard case .present(let id, _) = result else {
        Issue.record("\(result)")
        continue
      }
      #expect(id == double.statuses[1].id)
    }
  }

  /// The source of each of the others would be asked for: a look has no room for that on an account that posts much.
  /// One that may say the same stays, whoever's it is: a person is told of twins.
  @Test func thoseKnownToBeOthersAreNotAskedFor() {
    var posts: [(Int64, PostContent)] = (0..<120).map { (Int64($0 / 4), Samples.content(["en": "Other \($0)"])) }
    var order = Samples.order()
    let absent = server(posts)
    #expect(look(order, in: absent).result != .absent)
    order.others = Set(absent.statuses.map(\.id))
    let (result, paths) = look(order, in: absent)
    #expect(result == .absent && !paths.contains { $0.hasSuffix("/source") })
    posts.insert((5, Samples.content()), at: 60)
    let there = server(posts)
    order.others = Set(there.statuses.map(\.id))
    #expect(isFound(there.statuses[60].id, look(order, in: there).result))
    let marked = Samples.content(["en": "*Roads* are closed."])
    let stripped = server([(5, marked)], [.ignoresKey, .stripsMarks])
    order = Samples.order(.publish, marked)
    order.others = [stripped.statuses[0].id]
    #expect(isFound(stripped.statuses[0].id, look(order, in: stripped).result))
  }

  @Test(arguments: [
    Samples.content(["en": "Roads are open."]), Samples.content(warning: "Flood"),
    Samples.content(visibility: .private), Samples.content(["en": "Roads are open."], replyTo: "1"),
  ])
  func anotherPostIsNotTheOne(_ other: PostContent) {
    let double = server([(-100, Samples.content(["en": "Known"])), (5, other)])
    #expect(look(Samples.order(lastKnown: double.statuses[0].id), in: double).result == .absent)
    #expect(look(Samples.order(), in: double).result == .absent)
  }

  /// The server names another post as answered where that one was a boost, and none once it is deleted.
  @Test(arguments: [nil, "2"], [Set<MastodonDouble.Oddity>(), [.stripsMarks], [.keepsNoSources]])
  func anAnswerToAnotherPostDecidesNothing(_ parent: String?, _ oddities: Set<MastodonDouble.Oddity>) {
    let oddities = oddities.union([.ignoresKey])
    let ours = Samples.content(["en": "*Roads* are closed."], replyTo: "1")
    var moved = ours
    moved.replyTo = parent
    let order = Samples.order(.publish, ours)
    if case .undecided = look(order, in: server([(5, moved)], oddities)).result {
    } else {
      Issue.record("\(look(order, in: server([(5, moved)], oddities)).result)")
    }
    let both = server([(3, moved), (5, ours)], oddities)
    if case .present(let id, _) = look(order, in: both).result {
      #expect(id == both.statuses[1].id)
    } else {
      Issue.record("the one in its place is passed over")
    }
    moved.texts = ["en": "Roads are open."]
    #expect(look(order, in: server([(5, moved)], oddities)).result == .absent)
  }

  /// With images, as many and with the same texts; else a person says whose it is, and nothing goes out again.
  @Test(arguments: [[MastodonDouble.Oddity.ignoresKey], [.ignoresKey, .stripsMarks]])
  func theSameWordsWithOtherImagesDecideNothing(_ oddities: [MastodonDouble.Oddity]) {
    let text = "**Roads** are closed."
    let content = Samples.content([Samples.image(), Samples.image("map", "A map")], text: text)
    var double = MastodonDouble(Set(oddities))
    for medium in content.media {
      double.media.append(.init(id: medium.sha256.hex, description: medium.alternative["en"], turns: 0))
    }
    var status = MastodonDouble.Status(
      id: "109", createdAt: Samples.now, text: text, warning: "", visibility: "public", language: "en",
      media: content.media.map(\.sha256.hex))
    double.statuses = [status]
    guard case .present("109", _) = look(Samples.order(.publish, content), in: double).result else {
      Issue.record("\(look(Samples.order(.publish, content), in: double).result)")
      return
    }
    status.media.removeLast()
    double.statuses = [status]
    for order in [Samples.order(.publish, content), Samples.order(.publish, Samples.content([], text: text))] {
      guard case .undecided = look(order, in: double).result else {
        Issue.record("\(look(order, in: double).result)")
        return
      }
    }
  }

  @Test func theSameTextOfYesterdayIsNotTheOne() {
    #expect(look(Samples.order(), in: server([(-86_400, Samples.content())])).result == .absent)
    #expect(look(Samples.order(), in: server([])).result == .absent)
    #expect(look(Samples.order(), in: server([(-61, Samples.content())])).result == .absent)
  }

  @Test func ofTwoEqualTheEarliestAfterTheIntent() {
    let double = server([(-30, Samples.content()), (5, Samples.content()), (9, Samples.content())])
    guard case .present(let id, _) = look(Samples.order(), in: double).result else {
      Issue.record("not found")
      return
    }
    #expect(id == double.statuses[1].id)
  }

  @Test func aServerWhoseClockIsSlowIsBelieved() {
    let double = server([(-290, Samples.content())])
    let order = Samples.order()
    let platform = MastodonPlatform()
    var page = LookUpPage()
    var served = double
    for _ in 0..<3 {
      guard let request = platform.lookUp(order, DeliveryProgress(), page: page) else { break }
      var response = served.answer(request, at: Samples.now.adding(seconds: 10))
      // The server's own clock says five minutes less than ours.
      response.fields[.date] = "Mon, 21 Sep 2026 14:08:30 GMT"
      let result = platform.interpretLookUp(.answer(response), of: order, DeliveryProgress(), page: page)
      if case .more(let further) = result {
        page = further
        continue
      }
      #expect(
        result
          == .present(remoteID: double.statuses[0].id, url: "https://social.example/@council/\(double.statuses[0].id)"))
      return
    }
    Issue.record("not decided")
  }

  @Test func askedForTheSourceWhereTheShownFormDiffers() {
    let content = Samples.content(["en": "Ask @waste@region.example about *bins*."])
    let double = server([(5, content)], [.ignoresKey, .stripsMarks])
    let (result, paths) = look(Samples.order(.publish, content), in: double)
    #expect(
      result
        == .present(remoteID: double.statuses[0].id, url: "https://social.example/@council/\(double.statuses[0].id)"))
    #expect(paths.last == "/api/v1/statuses/\(double.statuses[0].id)/source")
  }

  @Test func alikeButForAMarkIsDecidedByTheSource() {
    let double = server([(5, Samples.content(["en": "Roads are *closed*."]))], [.ignoresKey, .stripsMarks])
    #expect(look(Samples.order(.publish, Samples.content(["en": "Roads are closed!"])), in: double).result == .absent)
  }

  @Test func anAccountNotYetKnownIsAskedFirst() {
    let order = Samples.order(on: Samples.channel(limits: ChannelLimits()))
    let (result, paths) = look(order, in: server([(5, Samples.content())]))
    #expect(paths.first == "/api/v1/accounts/verify_credentials")
    if case .present = result {} else { Issue.record("\(result)") }
  }

  @Test(arguments: [401, 403, 404, 408, 429, 500, 503]) func anErrorDecidesNothing(_ status: Int) {
    let result = MastodonPlatform().interpretLookUp(
      Samples.answer(status, #"{"error":"x"}"#), of: Samples.order(), DeliveryProgress(), page: LookUpPage())
    if case .undecided = result {} else { Issue.record("\(result)") }
  }

  @Test func aTakeDownIsPresentOnceThePostIsGone() {
    let order = Samples.order(.takeDown, remoteID: "109")
    let read = { (status: Int, body: String) in
      MastodonPlatform().interpretLookUp(
        Samples.answer(status, body), of: order, DeliveryProgress(), page: LookUpPage())
    }
    #expect(read(404, #"{"error":"Record not found"}"#) == .present(remoteID: "109", url: nil))
    #expect(read(200, #"{"id":"109","content":"<p>a</p>"}"#) == .absent)
    if case .undecided = read(404, "<html>") {} else { Issue.record("a page in front is believed") }
  }

  @Test(arguments: [
    ("9", "10", true), ("10", "9", false), ("10", "10", false), ("01JD0000A", "01JD0000B", true),
    ("109000000000000001", "109000000000000002", true),
  ])
  func idsAreOrderedByLengthThenLetters(left: String, right: String, precedes: Bool) {
    #expect(MastodonPlatform().precedes(left, right) == precedes)
  }
}
