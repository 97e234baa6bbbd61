/// What a text must be, whatever the platform.
package enum Wording {
  /// The longest text that is kept, in Unicode scalars.
  package static let longest = 50_000

  /// No control characters but line ends and tabs, and none that turn the direction of what follows unseen.
  package static func isSendable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: true
      case 0x00...0x1F, 0x7F...0x9F: false
      case 0x202A...0x202E, 0x2066...0x2069: false
      case 0xFFFE, 0xFFFF: false
      default: true
      }
    }
  }

  /// A language tag in the form that BCP 47 gives it: letters and digits in parts joined by hyphens.
  package static func isLanguage(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...8).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return false }
    return parts.dropFirst().allSatisfy { part in
      (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }
}
