/// Why a file is not taken as an image, with what a member can do about it.
package struct ImageProblem: Error, Hashable, Sendable {
  package enum Code: String, Sendable, CaseIterable {
    /// There is no such file, or no right to read it.
    case unreadable
    /// There is nothing in it.
    case empty
    /// Longer than images may be here.
    case tooLarge = "too_large"
    /// More pixels than anybody can be asked to unpack.
    case tooManyPixels = "too_many_pixels"
    /// Another kind of file, or a variant that platforms do not take.
    case kind
    /// Its name says another kind than its content.
    case misnamed
    /// It ends before the image does.
    case cutOff = "cut_off"
    /// It is not built as such a file is.
    case damaged
  }

  package let code: Code
  package let sentence: String
  package let remedy: String

  package init(_ code: Code, _ sentence: String, remedy: String) {
    self.code = code
    self.sentence = sentence
    self.remedy = remedy
  }

  /// Both, as one line.
  package var words: String { "\(sentence) \(remedy)" }

  package static let unreadable = ImageProblem(
    .unreadable, "The file is not there or cannot be read.", remedy: "Look at its name and its rights.")
  package static let changing = ImageProblem(
    .damaged, "The file changed while it was read.", remedy: "Try again when nobody writes to it.")

  package static let falseArrival = ImageProblem(
    .damaged, "What came of the image is not what its name says; it was thrown away.",
    remedy: "Try again; if it stays so, tell the centre.")

  static let empty = ImageProblem(.empty, "The file is empty.", remedy: "Save the image again.")
  static let cutOff = ImageProblem(
    .cutOff, "The file ends before the image does.", remedy: "Copy or save it again, whole.")

  static func damaged(_ what: String) -> ImageProblem {
    ImageProblem(.damaged, "The file is damaged: \(what).", remedy: "Save the image again from its original.")
  }

  static func foreign(_ what: String) -> ImageProblem {
    ImageProblem(.kind, "This is \(what), which platforms do not take.", remedy: "Save it as JPEG or PNG.")
  }

  static let unknown = ImageProblem(
    .kind, "This is no image that is known here.", remedy: "Save it as JPEG, PNG, GIF or WebP.")

  static let strange = ImageProblem(
    .damaged, "The file is built too strangely to be cleaned of what it tells beside the image.",
    remedy: "Open it in an image editor and save it again.")

  static func tooLarge(_ octets: Int) -> ImageProblem {
    let size = RoughNumber.megabytes(Int64(octets), .up)
    return ImageProblem(
      .tooLarge, "The file has \(size); images may have \(ImageFacts.mostInWords).",
      remedy: "Save it smaller: as JPEG of a lower quality, or with fewer pixels.")
  }

  static func tooManyPixels(_ width: Int, _ height: Int) -> ImageProblem {
    ImageProblem(
      .tooManyPixels,
      "The image measures \(width) × \(height) pixels; \(ImageFacts.mostPixels / 1_000_000) million are the most.",
      remedy: "Save it with fewer pixels.")
  }

  static func misnamed(_ name: ImageType, is type: ImageType) -> ImageProblem {
    ImageProblem(
      .misnamed, "The name says \(name.title) and the content is \(type.title).",
      remedy: "Make sure that it is the right file, and let its name end in .\(type.endings[0]).")
  }
}
