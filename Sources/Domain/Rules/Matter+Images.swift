/// What the images of a post must be.
extension Matter {
  /// What each must be by itself.
  func checkImages(_ content: PostContent) throws(Refused) {
    if let problem = content.imageProblems.first(where: { !$0.isMisfit }) { throw Refused(.content, problem.sentence) }
  }

  /// How they must fit together, and to the texts; nil: they do.
  func imageMisfit(_ content: PostContent) -> Refused? {
    content.imageProblems.first(where: \.isMisfit).map { Refused(.content, $0.sentence) }
  }
}

/// What keeps an image, or all of them, from being part of a post.
package struct ImageFault: Hashable, Sendable {
  /// Place among the images, from 0; nil: all of them.
  package var place: Int?
  /// Of the alternative text, where it is about one.
  package var language: String?
  package var sentence: String
  /// Each text and each image may be fine by itself: they do not fit together.
  package var isMisfit = false
  /// It has no alternative text where it needs one.
  package var isUndescribed = false
}

extension PostContent {
  /// As many as every platform here takes (November 2026).
  package static let mostImages = 4
  /// The longest alternative text, in Unicode scalars: the most that a stock server of Mastodon keeps (November 2026).
  /// What is longer belongs into the post.
  package static let longestAlternative = 1500

  /// What is wrong with the images, in a member's words; the first first.
  package var imageProblems: [ImageFault] {
    var faults: [ImageFault] = []
    if media.count > Self.mostImages {
      faults.append(
        ImageFault(
          sentence: "There are \(media.count) images; a post may have \(Self.mostImages).", isMisfit: true))
    }
    for (place, medium) in media.enumerated() {
      let name = MediaReference.title(at: place, of: media.count)
      if media[..<place].contains(where: { $0.sha256 == medium.sha256 }) {
        faults.append(ImageFault(place: place, sentence: "\(name) is there twice."))
      }
      if !medium.image.isSane {
        faults.append(ImageFault(place: place, sentence: "\(name) cannot measure what is said of it."))
      }
      faults += alternativeFaults(of: medium, called: name).map {
        ImageFault(place: place, language: $0.language, sentence: $0.sentence, isMisfit: medium.decorative)
      }
      faults += undescribed(medium).map { language in
        ImageFault(
          place: place, language: language,
          sentence: "\(name) has no alternative text in \(language): describe it, or mark it as decorative.",
          isMisfit: true, isUndescribed: true)
      }
    }
    return faults
  }

  /// Whoever cannot see the image is told in each language of the post what it shows: the languages that lack it.
  private func undescribed(_ medium: MediaReference) -> [String] {
    guard !medium.decorative else { return [] }
    return texts.keys.sorted().filter { (medium.alternative[$0] ?? "").allSatisfy(\.isWhitespace) }
  }

  private func alternativeFaults(
    of medium: MediaReference, called name: String
  ) -> [(language: String?, sentence: String)] {
    if medium.decorative {
      guard !medium.alternative.isEmpty else { return [] }
      return [(nil, "\(name) is marked as decorative and has an alternative text: it can be only one of them.")]
    }
    guard medium.alternative.count <= Wording.mostLanguages else {
      return [(nil, "\(name) has alternative texts in more than \(Wording.mostLanguages) languages.")]
    }
    var faults: [(language: String?, sentence: String)] = []
    for (language, text) in medium.alternative.sorted(by: { $0.key < $1.key }) {
      let length = text.unicodeScalars.count
      if !Wording.isLanguage(language) {
        faults.append((language, "\(language) is no language tag."))
      } else if length > Self.longestAlternative {
        faults.append(
          (
            language,
            "The alternative text of \(name.lowercasedFirst) in \(language) has \(length) characters; "
              + "\(Self.longestAlternative) are the most."
          ))
      } else if !Wording.isSendable(text) {
        faults.append(
          (
            language,
            "The alternative text of \(name.lowercasedFirst) in \(language) holds a control character "
              + "that must not go out."
          ))
      }
    }
    return faults
  }
}

extension Act {
  /// The images that it names.
  package var media: [MediaReference] {
    switch self {
    case .composePost(let payload): payload.content.media
    case .editPost(let payload): payload.changes.media ?? []
    case .resolveConflict(let payload):
      if case .value(.media(let chosen)) = payload.take { chosen } else { [] }
    default: []
    }
  }
}

extension String {
  /// For the middle of a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
