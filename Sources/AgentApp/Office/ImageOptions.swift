import ArgumentParser
import Console
import Domain
import LocalStore

/// The images of a post, as options. The first `--image` is number 1.
struct ImageOptions: ParsableArguments {
  @Option(
    name: .customLong("image"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      An image: JPEG, PNG, GIF or WebP, up to \(ImageFacts.mostInWords) and 50 million pixels. May be repeated; \
      four are the most.
      """,
      valueName: "file"))
  var files: [String] = []

  @Option(
    name: .customLong("alt"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      What an image shows, for those who cannot see it, once for each language: en="A bridge." Of several images \
      with the number: 2.en="A tower."
      """, valueName: "[n.]lang=text"))
  var alternatives: [String] = []

  @Option(
    name: .customLong("decorative"), parsing: .singleValue,
    help: ArgumentHelp("This image only decorates: it needs no words. Its number, 1 for the first.", valueName: "n"))
  var decorative: [Int] = []

  init() {}

  var isEmpty: Bool { files.isEmpty && alternatives.isEmpty && decorative.isEmpty }

  /// Reads the files and keeps them; nothing is kept before all of them are fine.
  func take(_ content: PostContent, at office: Office) throws {
    try Self.needFine(content)
    for (file, expected) in zip(files, content.media) {
      let kept: KeptImage
      do {
        kept = try office.images.take(file)
      } catch let problem as ImageProblem {
        throw Self.complaint(file, problem)
      }
      guard kept.sha256 == expected.sha256 else { throw Self.complaint(file, .changing) }
      try office.store.keep(kept, at: office.now)
    }
  }

  /// The images as a post would name them, without keeping anything.
  func look(at office: Office) throws -> [MediaReference] {
    guard files.count <= PostContent.mostImages else {
      throw Complaint(.usage, "There are \(files.count) images; a post may have \(PostContent.mostImages).")
    }
    var found: [KeptImage] = []
    var problems: [Complaint] = []
    for file in files {
      do {
        found.append(try office.images.look(at: file))
      } catch let problem as ImageProblem {
        problems.append(Self.complaint(file, problem))
      }
    }
    if let first = problems.first {
      guard problems.count > 1 else { throw first }
      throw Complaint(.usage, problems.map { "\($0.sentence) \($0.remedy ?? "")" }.joined(separator: "\n  "))
    }
    return try described(found.map { $0.reference(alternative: [:]) })
  }

  /// Images with what is said of them here: an empty text removes a language.
  func described(_ images: [MediaReference]) throws -> [MediaReference] {
    var images = images
    var said: Set<String> = []
    for number in decorative {
      let place = try Self.place(number, among: images.count, "--decorative")
      images[place].decorative = true
      images[place].alternative = [:]
    }
    for alternative in alternatives {
      let (number, language, text) = try Self.split(alternative)
      if number == nil, images.count > 1 {
        throw Complaint(
          .usage, "There are \(images.count) images: say which --alt is about, like --alt 1.\(language)=\"…\".")
      }
      let place = try Self.place(number ?? 1, among: images.count, "--alt")
      guard said.insert("\(place).\(language)").inserted else {
        throw Complaint(.usage, "Image \(place + 1) has two alternative texts in \(language).")
      }
      guard !decorative.contains(place + 1) else {
        throw Complaint(
          .usage, "Image \(place + 1) has an alternative text and is marked as decorative: it can be only one of them.")
      }
      images[place].decorative = false
      images[place].alternative[language] = text.isEmpty ? nil : text
    }
    return images
  }

  /// What the rules would say of the images.
  static func needFine(_ content: PostContent) throws {
    let problems = content.imageProblems
    guard problems.isEmpty else {
      let remedy =
        "Say what an image shows with --alt en=\"…\", or --decorative 1. See: crier-agent post compose --help"
      throw Complaint(
        .refused, problems.map { Output.tame($0.sentence) }.joined(separator: "\n  "),
        remedy: problems.contains(where: \.isUndescribed) ? remedy : nil)
    }
  }

  private static func complaint(_ file: String, _ problem: ImageProblem) -> Complaint {
    Complaint(
      problem.code == .unreadable ? .unreachable : .usage, "\(Output.tame(file)): \(problem.sentence)",
      remedy: problem.remedy)
  }

  private static func place(_ number: Int, among count: Int, _ option: String) throws -> Int {
    guard (1...max(1, count)).contains(number), count > 0 else {
      throw Complaint(
        .usage,
        count == 0 ? "There is no image that \(option) could be about." : "There is no image \(number) of \(count).")
    }
    return number - 1
  }

  /// `2.en=A tower.`, or without a number.
  private static func split(_ value: String) throws -> (number: Int?, language: String, text: String) {
    let wrong = Complaint(
      .usage, "--alt wants a language, = and the words: --alt en=\"A bridge.\", or of the second image --alt 2.en=\"…\""
    )
    guard let equals = value.firstIndex(of: "=") else { throw wrong }
    var name = value[..<equals]
    var number: Int?
    if let dot = name.firstIndex(of: ".") {
      guard let typed = Int(name[..<dot]) else { throw wrong }
      number = typed
      name = name[name.index(after: dot)...]
    }
    guard Wording.isLanguage(String(name)) else { throw wrong }
    return (number, String(name), String(value[value.index(after: equals)...]))
  }
}
