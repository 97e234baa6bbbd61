import Domain
import LocalStore

/// What taking a calendar in would do, row by row: made from the calendar and what the office has, without changing
/// anything.
struct CalendarPlan: Sendable {
  enum Step: Hashable, Sendable {
    case new(ComposePost)
    /// The row is known by its `ref` and says something else than its post.
    case changed(PostID, PostFields)
    /// Taken in before, as it is.
    case known(PostID)
  }

  struct Planned: Sendable {
    var row: Calendar.Row
    var step: Step
    /// Worth saying, no obstacle.
    var remarks: [String]
    /// What a changed row says otherwise.
    var differences: [CalendarDifference] = []
  }

  var steps: [Planned] = []
  var problems: [Calendar.Problem] = []

  /// What the office has.
  struct Known: Sendable {
    var items: Items
    var office: RegionID
    /// Rows taken in before, by identity.
    var rows: [String: CalendarRow]
    var now: Instant

    /// The office's own time zone.
    var zone: String { items.regions[office]?.zone ?? "UTC" }
  }

  /// - Parameters:
  ///   - later: of times that come twice, take the later.
  ///   - lengths: what keeps a content from going out on channels.
  init(
    _ calendar: Calendar, known: Known, images: CalendarImages = CalendarImages(), later: Bool = false,
    lengths: (PostContent, [Channel]) -> [String] = ChannelFit.problems, progress: (Int) -> Void = { _ in }
  ) {
    problems = calendar.problems
    var firstLines: [String: Int] = [:]
    let named = known.items.posts.values.filter { $0.region == known.office && $0.reference != nil }
    let byReference = Dictionary(named.map { ($0.reference ?? "", $0) }) { first, _ in first }
    for (index, row) in calendar.rows.enumerated() {
      progress(index)
      var reader = CalendarRowReader(row: row, known: known, later: later)
      let payload = reader.read(images, lengths: lengths)
      if let first = firstLines[row.identity] {
        let same =
          row.cells["ref"] == nil ? "The same row stands on line \(first)." : "This ref stands on line \(first) too."
        reader.note("ref", same)
      }
      firstLines[row.identity] = firstLines[row.identity] ?? row.line
      problems += reader.problems
      guard reader.problems.isEmpty, let payload else { continue }
      steps.append(Self.planned(row, payload, known, byReference, remarks: reader.remarks))
    }
    problems.sort()
  }

  /// The office's own name for a row, or else the row itself, says which post it became, also where it was taken in
  /// on another computer.
  private static func planned(
    _ row: Calendar.Row, _ payload: ComposePost, _ known: Known, _ byReference: [String: Post], remarks: [String]
  ) -> Planned {
    let before = known.rows[row.identity]
    let taken = before.flatMap { known.items.posts[$0.post] }
    let posts = known.items.posts
    guard let reference = row.cells["ref"] else {
      guard let post = taken ?? row.post(of: known.office).flatMap({ posts[$0] }) else {
        return Planned(row: row, step: .new(payload), remarks: remarks + past(payload, at: known.now))
      }
      return Planned(row: row, step: .known(post.id), remarks: remarks)
    }
    guard let post = taken ?? byReference[reference] else {
      return Planned(row: row, step: .new(payload), remarks: remarks + past(payload, at: known.now))
    }
    let isAsTaken = before?.post == post.id && before?.digest == row.digest
    let changes = isAsTaken ? PostFields() : PostFields(from: post, to: payload)
    guard !changes.isEmpty else { return Planned(row: row, step: .known(post.id), remarks: remarks) }
    let zone = payload.due?.zone ?? known.zone
    return Planned(
      row: row, step: .changed(post.id, changes), remarks: remarks,
      differences: CalendarDifference.of(changes, to: post, known.items, zone: zone))
  }

  /// Times of a new post that lie behind us. A time of this very minute means now.
  private static func past(_ payload: ComposePost, at now: Instant) -> [String] {
    var remarks: [String] = []
    if let due = payload.due, due.at.adding(seconds: 60) <= now {
      remarks.append("The time \(due.wall) has passed: it goes out once it is approved, if it is not too late then.")
    }
    if let last = payload.notAfter, last <= now {
      remarks.append("The time of \"not after\" has passed: it will never go out.")
    }
    return remarks
  }
}

/// Reads one row, collecting what is wrong by column.
struct CalendarRowReader {
  let row: Calendar.Row
  let known: CalendarPlan.Known
  let later: Bool
  private(set) var problems: [Calendar.Problem] = []
  private(set) var remarks: [String] = []

  init(row: Calendar.Row, known: CalendarPlan.Known, later: Bool) {
    self.row = row
    self.known = known
    self.later = later
  }

  mutating func note(_ column: String, _ sentence: String) {
    problems.append(Calendar.Problem(row: row.line, column: column, sentence: sentence))
  }

  mutating func read(_ found: CalendarImages, lengths: (PostContent, [Channel]) -> [String]) -> ComposePost? {
    let channels = readChannels()
    let texts = readTexts(channels)
    let due = readDue()
    let notAfter = readNotAfter()
    let postClass = readClass()
    for column in ["ref", "campaign"] {
      if let value = row.cells[column], !Wording.isSendable(value) || value.unicodeScalars.count > 200 {
        note(column, "This has control characters or is longer than 200 characters.")
      }
    }
    if let due, let notAfter, notAfter < due.at { note("not_after", "This lies before the time.") }
    let images = readImages(found)
    let content = PostContent(
      texts: texts, media: images.map(\.image), channels: channels.map(\.reference))
    checkImages(content, numbers: images.map(\.number))
    // Where the text fails otherwise, its length is not worth a word; whatever else is wrong, it is.
    if !problems.contains(where: { $0.column.hasPrefix("text") || $0.column.hasPrefix("alt") }) {
      for problem in lengths(content, channels) { note("text", problem) }
    }
    guard problems.isEmpty, let postClass else { return nil }
    return ComposePost(
      postClass: postClass, content: content, due: due, notAfter: notAfter, campaign: row.cells["campaign"],
      reference: row.cells["ref"])
  }

  private mutating func readChannels() -> [Channel] {
    let names = (row.cells["channels"] ?? "").split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
    guard !names.isEmpty else {
      note("channels", "No channel is named.")
      return []
    }
    var channels: [Channel] = []
    for name in names {
      do {
        let channel = try Office.channel(named: name, in: known.items)
        if channels.contains(where: { $0.id == channel.id }) {
          note("channels", "The channel \(name) is named twice.")
        } else {
          channels.append(channel)
        }
      } catch {
        note("channels", "There is no channel \"\(name)\" that can be seen from here.")
      }
    }
    return channels
  }

  private mutating func readTexts(_ channels: [Channel]) -> [String: String] {
    var texts: [String: String] = [:]
    for (column, text) in row.cells where column.hasPrefix("text.") {
      texts[String(column.dropFirst(5))] = text
      if !Wording.isSendable(text) { note(column, "There is a control character that must not go out.") }
      if text.unicodeScalars.count > Wording.longest { note(column, "The text is far too long.") }
    }
    if texts.isEmpty { note("text", "There is no text.") }
    for channel in channels where !texts.isEmpty && !channel.languages.contains(where: { texts[$0] != nil }) {
      note(
        "text",
        "There is no text in a language of the channel \(channel.name) "
          + "(\(channel.languages.joined(separator: ", "))).")
    }
    return texts
  }

  private var zone: String { row.cells["zone"] ?? known.zone }

  private mutating func readDue() -> Due? {
    guard let wall = row.cells["time"] else { return nil }
    return readTime(wall, column: "time").map { Due(at: $0, zone: zone, wall: wall) }
  }

  private mutating func readNotAfter() -> Instant? {
    row.cells["not_after"].flatMap { readTime($0, column: "not_after") }
  }

  private mutating func readTime(_ wall: String, column: String) -> Instant? {
    let read = TimeWords.read(wall, zone: zone, later: later)
    if let problem = read.problem { note(problem.contains("time zone") ? "zone" : column, problem) }
    if let remark = read.remark { remarks.append(remark) }
    return read.instant
  }

  private mutating func readClass() -> PostClass? {
    guard let name = row.cells["class"] else { return .routine }
    guard let postClass = PostClass(rawValue: name) else {
      note("class", "\"\(name)\" is none of routine, event and emergency.")
      return nil
    }
    return postClass
  }
}

extension PostFields {
  /// What must change in a post for it to say what a row says now.
  init(from post: Post, to wanted: ComposePost) {
    self.init()
    var texts: [String: String] = [:]
    for language in Set(post.content.texts.keys).union(wanted.content.texts.keys)
    where post.content.texts[language] != wanted.content.texts[language] {
      texts[language] = wanted.content.texts[language] ?? ""
    }
    if !texts.isEmpty { self.texts = texts }
    if post.content.media != wanted.content.media { media = wanted.content.media }
    if post.content.channels != wanted.content.channels { channels = wanted.content.channels }
    if post.postClass != wanted.postClass { postClass = wanted.postClass }
    if post.due != wanted.due { due = wanted.due.map(DueChange.at) ?? DueChange.none }
    if post.notAfter != wanted.notAfter { notAfter = wanted.notAfter.map(NotAfterChange.at) ?? NotAfterChange.none }
    if post.campaign != wanted.campaign { campaign = wanted.campaign ?? "" }
  }
}
