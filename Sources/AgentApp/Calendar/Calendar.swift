import Domain
import LocalStore

/// A content calendar as an office's spreadsheet writes it: its rows by column name.
///
/// Header: `ref,time,zone,channels,text.<lang>…,image1,alt1.<lang>…,decorative1,…image4,…,campaign,class,not_after`.
struct Calendar: Hashable, Sendable {
  var rows: [Row]
  /// Of rows that are none.
  var problems: [Problem] = []

  /// A row, with the line of the file that it begins on.
  struct Row: Hashable, Sendable {
    var line: Int
    /// By column; empty cells are not in it.
    var cells: [String: String]
    /// Its images, by column, once their files were looked at.
    var images: [String: KeptImage] = [:]

    /// Follows from what the row says and its images show, whatever the order of columns.
    var digest: Digest {
      let shown = images.map { ("\($0.key).sha256", $0.value.sha256.hex) }
      let parts = (cells.map { ($0.key, $0.value) } + shown).sorted { $0.0 < $1.0 }.flatMap { [$0.0, $0.1] }
      return Digest.of(parts.map { "\($0.utf8.count):\($0)" }.joined())
    }

    /// By which the row is known again: the office's own name for it, else what it says.
    var identity: String { cells["ref"].map { "ref:\($0)" } ?? "row:\(digest.hex)" }

    /// The post that a row without a `ref` becomes at an office, on whatever computer and however often it is taken
    /// in: its id follows from the row. A row with a `ref` is known by that.
    func post(of office: RegionID) -> PostID? {
      cells["ref"] == nil ? .derived("calendar_row", office.text, digest.hex) : nil
    }
  }

  /// Something that keeps a calendar, or a row of it, from being taken. The column is empty for a whole row.
  struct Problem: Hashable, Sendable, Codable, Comparable {
    var row: Int
    var column: String
    var sentence: String

    static func < (left: Self, right: Self) -> Bool { (left.row, left.column) < (right.row, right.column) }
  }

  /// What is wrong with the file as a whole.
  struct Unreadable: Error, Hashable, Sendable {
    var problems: [Problem]
  }

  private static let plain: Set = ["ref", "time", "zone", "channels", "campaign", "class", "not_after"]

  init(_ bytes: [UInt8]) throws(Unreadable) {
    let records: [CSVReader.Record]
    do throws(CSVReader.Failure) {
      records = try CSVReader.read(bytes)
    } catch {
      throw Unreadable(problems: [Problem(row: error.line, column: "", sentence: error.cause.sentence)])
    }
    guard let header = records.first else {
      throw Unreadable(problems: [Problem(row: 1, column: "", sentence: "The file is empty.")])
    }
    let columns = try Self.columns(header)
    var rows: [Row] = []
    for record in records.dropFirst() {
      guard record.fields.count == columns.count else {
        problems.append(
          Problem(
            row: record.line, column: "",
            sentence: "There are \(record.fields.count) cells, the heading has \(columns.count)."))
        continue
      }
      var cells: [String: String] = [:]
      for (column, cell) in zip(columns, record.fields) where !cell.allSatisfy(\.isWhitespace) {
        // Text is kept exactly as typed; everything else without the blanks around it.
        cells[column] = column.hasPrefix("text.") || column.hasPrefix("alt") ? cell : cell.trimmed
      }
      if !cells.isEmpty { rows.append(Row(line: record.line, cells: cells)) }
    }
    self.rows = rows
  }

  private static func columns(_ header: CSVReader.Record) throws(Unreadable) -> [String] {
    let columns = header.fields.map(\.trimmed)
    var problems: [Problem] = []
    for (index, column) in columns.enumerated() {
      let place = column.isEmpty ? "column \(index + 1)" : column
      if columns[..<index].contains(column) {
        problems.append(Problem(row: header.line, column: place, sentence: "This column is there twice."))
      } else if !isKnown(column) {
        problems.append(Problem(row: header.line, column: place, sentence: "There is no such column in a calendar."))
      }
    }
    for needed in ["channels"] where !columns.contains(needed) {
      problems.append(Problem(row: header.line, column: needed, sentence: "This column is missing."))
    }
    if !columns.contains(where: { $0.hasPrefix("text.") }) {
      problems.append(Problem(row: header.line, column: "text.en", sentence: "There is no column with a text."))
    }
    guard problems.isEmpty else { throw Unreadable(problems: problems) }
    return columns
  }

  private static func isKnown(_ column: String) -> Bool {
    if plain.contains(column) { return true }
    if column.hasPrefix("text.") { return Wording.isLanguage(String(column.dropFirst(5))) }
    return isImage(column)
  }

  static let imageNumbers = 1...PostContent.mostImages

  /// `image1` to `image4`, `alt1.<lang>` to `alt4.<lang>` and `decorative1` to `decorative4`.
  private static func isImage(_ column: String) -> Bool {
    let numbers: ClosedRange<Character> = "1"..."4"
    for word in ["image", "decorative"] where column.hasPrefix(word) {
      return column.count == word.count + 1 && numbers.contains(column.last ?? "0")
    }
    guard column.hasPrefix("alt"), let number = column.dropFirst(3).first, numbers.contains(number) else {
      return false
    }
    let rest = column.dropFirst(4)
    return rest.first == "." && Wording.isLanguage(String(rest.dropFirst()))
  }
}

extension CSVReader.Failure.Cause {
  var sentence: String {
    switch self {
    case .notUTF8: "The file is not in UTF-8. Save it as CSV UTF-8."
    case .openQuote: "A quotation mark opens here and never closes."
    case .strayQuote: "A quotation mark stands inside a cell that does not begin with one."
    case .afterQuote: "Something follows a closing quotation mark."
    case .loneReturn: "The line does not end as lines of CSV end."
    case .zero: "This is no CSV but another kind of file. Save it as CSV UTF-8."
    }
  }
}

extension String {
  /// Without blanks around it.
  var trimmed: String {
    var view = self[...]
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
