/// What a text must be, whatever the platform.
package enum Wording {
  /// The longest text that is kept, in Unicode scalars.
  package static let longest = 50_000

  /// The longest reason, label, handle or address, in Unicode scalars.
  package static let longestLine = 2000
  /// How many contents a post may have had: its history travels with it.
  package static let mostRevisions = 200
  /// How many languages an office, a channel or a post may have.
  package static let mostLanguages = 20
  /// Nothing is planned for this or later, so that what is reckoned from a time is one that can be read: 2200-01-01.
  package static let farthest = Instant(microseconds: 7_258_118_400_000_000)

  /// Sendable, and no longer than so many Unicode scalars.
  package static func isSendable(_ text: String, atMost limit: Int) -> Bool {
    text.utf8.count <= 4 * limit && text.unicodeScalars.count <= limit && isSendable(text)
  }

  /// An adapter's name: lower-case letters, digits and underscores, at most 32.
  package static func isPlatform(_ name: String) -> Bool {
    (1...32).contains(name.utf8.count)
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
  }

  /// A time zone by name, as the IANA database forms them. Whether there is one is not asked: databases differ.
  package static func isZone(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
          || [43, 45, 47, 95].contains(byte)
      }
  }

  /// `https://`, a host and perhaps a port; nothing after it.
  package static func isAddress(_ address: String) -> Bool {
    guard address.utf8.count <= 300, address.hasPrefix("https://") else { return false }
    let parts = address.dropFirst(8).split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, parts.count <= 2,
      parts.dropFirst().allSatisfy({ (1...65_535).contains(Int($0) ?? 0) })
    else { return false }
    return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
  }

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
    guard tag.utf8.count <= 35 else { return false }
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...8).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return false }
    return parts.dropFirst().allSatisfy { part in
      (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }
}
