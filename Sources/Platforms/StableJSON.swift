import Foundation

/// JSON of which the same value is always the same bytes: their digest is kept with the intent.
enum StableJSON {
  /// Nil for what cannot be written as JSON.
  static func bytes(_ value: some Encodable) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { Array($0) }
  }

  /// The same as a text.
  static func text(_ value: some Encodable) -> String? {
    bytes(value).map { String(decoding: $0, as: UTF8.self) }
  }
}
