import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take a content calendar in: each row of a spreadsheet becomes a draft.",
    discussion: """
      The file is CSV in UTF-8 with the heading
        ref,time,zone,channels,text.en,text.cy,image1,alt1.en,alt1.cy,campaign,class,not_after
      of which channels and one text are needed; channels are separated by ; and times are YYYY-MM-DD HH:MM.
      image1 to image4 name image files from the folder of the calendar. Each has a text for those who cannot see
      it in every language of the row, in alt1.en and so on, or yes in the column decorative1 to decorative4.
      Every problem is shown by row and column, and then nothing is taken, unless you say --partial.
      Taking the same file in twice makes nothing twice. A row whose ref is known, and that was changed since it
      was taken in, is shown with what differs from its post, and needs --update.

      Example:
        crier-agent import calendar.csv --dry-run
        crier-agent import calendar.csv --submit

      """ + JSONFields.importReport)

  @Argument(help: "The calendar.") var file: String
  @Flag(name: .customLong("dry-run"), help: "Only show what would be done, by the same rules.") var dryRun = false
  @Flag(help: "Take the good rows although others have problems.") var partial = false
  @Flag(help: "Change posts whose rows say something else.") var update = false
  @Flag(help: "Submit the posts of all rows taken, now or before, that are drafts.") var submit = false
  @Flag(help: "Of times that come twice, take the later.") var later = false
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let bytes = Array(try StateFolder.read(file))
    var progress = Progress()
    var report = ImportReport()
    var late: Complaint?
    do {
      let order = try attach(
        CalendarImport(
          calendar: try Calendar(bytes), submit: submit, update: update, partial: partial, later: later,
          dryRun: dryRun), office, &progress)
      let taken = try take(order, office, signer, &progress)
      report = taken.report
      late = try await settle(taken.acts, office, &report)
    } catch let unreadable as Calendar.Unreadable {
      report.problems = unreadable.problems
    }
    try finish(report)
    if let late { throw late }
  }

  /// Looks at the images that the calendar names, and keeps them if it is to be taken in.
  private func attach(
    _ bare: CalendarImport, _ office: Office, _ progress: inout Progress
  ) throws -> CalendarImport {
    let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
    let count = bare.calendar.rows.count
    let images = try CalendarImages(bare.calendar, in: folder, office.images) {
      progress.at($0, of: count, "rows' images read")
    }
    if !dryRun, partial || !images.hasProblems {
      try images.take(in: folder, at: office) { progress.at($0, of: $1, "images kept") }
    }
    var order = bare
    order.calendar = bare.calendar.with(images)
    order.images = images
    return order
  }

  /// What the office has is read in the transaction that stores: two that take the same file in at the same time make
  /// nothing twice either.
  private func take(
    _ order: CalendarImport, _ office: Office, _ signer: Signer, _ progress: inout Progress
  ) throws -> (report: ImportReport, acts: [ActivityID]) {
    let (member, key, now) = (signer.member, signer.key, office.now)
    if order.dryRun {
      return try office.store.rehearse(as: member, key: key, at: now, on: .calendar) { order.take(on: &$0, &progress) }
    }
    return try office.store.act(as: member, key: key, at: now, on: .calendar) { order.take(on: &$0, &progress) }
  }

  /// Waits for the centre, if that is wanted. Returns what is to be said when it was not heard in time.
  private func settle(
    _ acts: [ActivityID], _ office: Office, _ report: inout ImportReport
  ) async throws -> Complaint? {
    let (rulings, late) = try await waiting.rulings(on: acts, office)
    for ruling in rulings {
      guard let ruling, ruling.verdict == .refused || ruling.verdict == .conflicted else { continue }
      report.refused.append(ruling.sentence ?? "Refused.")
    }
    return late
  }

  private func finish(_ report: ImportReport) throws {
    let words = report.words(dryRun: dryRun, partial: partial)
    for line in words.errors where !output.asJSON { Output.errorLine(line) }
    try output.show(report) { words.lines.forEach(Output.line) }
    if !report.refused.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
    if !report.problems.isEmpty {
      throw ExitCode((report.isRefusedByRules ? ExitStatus.refused : .usage).rawValue)
    }
  }
}
