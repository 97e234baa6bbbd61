import Console
import Domain
import Foundation
import LocalStore

/// The image files that a calendar names, each looked at once.
struct CalendarImages: Sendable {
  /// By what the cells say.
  private(set) var found: [String: Result<KeptImage, ImageProblem>] = [:]

  init() {}

  /// - Parameter folder: of the calendar: files are named from there, and none outside is opened. A calendar that
  ///   somebody sends must not be able to publish what else lies on this computer.
  init(_ calendar: Calendar, in folder: String, _ images: ImageFolder, _ progress: (Int) -> Void) throws {
    for (index, row) in calendar.rows.enumerated() {
      progress(index)
      for name in row.imageFiles.map(\.name) where found[name] == nil {
        do {
          found[name] = .success(try images.look(at: try Self.path(name, in: folder)))
        } catch let problem as ImageProblem {
          found[name] = .failure(problem)
        }
      }
    }
  }

  /// Keeps what was found fine, before any act names it.
  func take(in folder: String, at office: Office, _ progress: (Int, Int) -> Void) throws {
    for (index, (name, result)) in found.enumerated() {
      progress(index, found.count)
      guard case .success(let image) = result else { continue }
      if try office.store.image(image.sha256) != nil, office.images.has(image.sha256) { continue }
      let kept: KeptImage
      do {
        kept = try office.images.take(try Self.path(name, in: folder))
      } catch let problem as ImageProblem {
        throw Self.complaint(name, problem)
      }
      guard kept.sha256 == image.sha256 else { throw Self.complaint(name, .changing) }
      try office.store.keep(kept, at: office.now)
    }
  }

  var hasProblems: Bool {
    found.values.contains { result in
      if case .failure = result { return true }
      return false
    }
  }

  private static func complaint(_ name: String, _ problem: ImageProblem) -> Complaint {
    Complaint(.usage, "\(Output.tame(name)): \(problem.sentence)", remedy: problem.remedy)
  }

  private static let outside = ImageProblem(
    .unreadable, "The file must lie in the folder of the calendar or below it.",
    remedy: "Put it there, and write its name from there, like pictures/bridge.jpg.")

  private static func path(_ name: String, in folder: String) throws -> String {
    guard !name.hasPrefix("/"), !name.hasPrefix("~"), !name.split(separator: "/").contains("..") else { throw outside }
    func resolved(_ path: String) -> [String] { URL(filePath: path).resolvingSymlinksInPath().pathComponents }
    let path = folder + "/" + name
    let (base, file) = (resolved(folder), resolved(path))
    guard file.count > base.count, file.starts(with: base) else { throw outside }
    return path
  }
}

extension Calendar {
  /// With what the content of each image is: a row whose image is another says something else.
  func with(_ images: CalendarImages) -> Calendar {
    var calendar = self
    for index in calendar.rows.indices {
      for (column, name) in calendar.rows[index].imageFiles {
        guard case .success(let image) = images.found[name] else { continue }
        calendar.rows[index].images[column] = image
      }
    }
    return calendar
  }
}

extension Calendar.Row {
  /// Columns and names of the image files.
  var imageFiles: [(column: String, name: String)] {
    Calendar.imageNumbers.compactMap { number in cells["image\(number)"].map { ("image\(number)", $0) } }
  }
}

extension CalendarRowReader {
  /// The images of the row, with the numbers that their columns bear.
  mutating func readImages(_ found: CalendarImages) -> [(number: Int, image: MediaReference)] {
    var images: [(Int, MediaReference)] = []
    for number in Calendar.imageNumbers {
      let prefix = "alt\(number)."
      var alternative: [String: String] = [:]
      for (column, text) in row.cells where column.hasPrefix(prefix) {
        alternative[String(column.dropFirst(prefix.count))] = text
      }
      let decorative = readDecorative(number)
      guard let name = row.cells["image\(number)"] else {
        for column in row.cells.keys.sorted() where column.hasPrefix(prefix) || column == "decorative\(number)" {
          note(column, "There is no image \(number) that this could be about.")
        }
        continue
      }
      switch found.found[name] ?? .failure(.unreadable) {
      case .success(let image):
        images.append((number, image.reference(alternative: alternative, decorative: decorative)))
      case .failure(let problem): note("image\(number)", problem.words)
      }
    }
    return images
  }

  private mutating func readDecorative(_ number: Int) -> Bool {
    let column = "decorative\(number)"
    guard let cell = row.cells[column] else { return false }
    switch cell.lowercased() {
    case "yes": return true
    case "no": return false
    default:
      note(column, "\"\(cell)\" is none of yes and no.")
      return false
    }
  }

  /// What the rules would say of the images, by column.
  mutating func checkImages(_ content: PostContent, numbers: [Int]) {
    for fault in content.imageProblems {
      guard let place = fault.place, numbers.indices.contains(place) else {
        note("image1", fault.sentence)
        continue
      }
      let number = numbers[place]
      note(fault.language.map { "alt\(number).\($0)" } ?? "image\(number)", fault.sentence)
    }
  }
}
