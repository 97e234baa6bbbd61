import Domain
import Foundation
import TestKit
import Testing

/// Image files from anywhere: read by structure, cleaned, and whatever is wrong with them said.
@Suite struct ImageReadingTests {
  @Test("what the image is goes on, and nothing of what it tells beside", arguments: ImageSamples.all.map(\.name))
  func cleaned(_ name: String) throws {
    let sample = try #require(ImageSamples.all.first { $0.name == name })
    let reading = try ImageReading(of: ImageBytes(sample.bytes))
    #expect(reading.facts.width == sample.width && reading.facts.height == sample.height)
    let clean = Self.cleaned(sample.bytes, reading)
    #expect(Int64(clean.count) == reading.facts.octets)
    #expect(!Self.holds(clean, ImageSamples.secret), "the place is told")
    #expect(Self.holds(sample.bytes, ImageSamples.secret), "the sample tells it")
    // Once more finds the same and leaves nothing behind: the way up too.
    let again = try ImageReading(of: ImageBytes(clean))
    #expect(again.facts == reading.facts && again.isClean)
    #expect(try !ImageReading(of: ImageBytes(clean + [7])).isClean, "what follows the end does not go on")
  }

  @Test("colours, loops and the way up go on")
  func kept() throws {
    func clean(_ bytes: [UInt8]) throws -> [UInt8] {
      Self.cleaned(bytes, try ImageReading(of: ImageBytes(bytes)))
    }
    let jpeg = try clean(ImageSamples.jpeg(orientation: 6))
    for words in ["ICC_PROFILE", "Adobe", "JFIF", "Exif"] { #expect(Self.holds(jpeg, Array(words.utf8))) }
    #expect(!Self.holds(try clean(ImageSamples.jpeg()), Array("Exif".utf8)), "upright needs no word")
    #expect(Self.holds(try clean(ImageSamples.gif()), Array("NETSCAPE2.0".utf8)))
    let webp = try clean(ImageSamples.webp())
    #expect(Self.holds(webp, Array("ICCP".utf8)) && webp[20] == 0x20, "the head names what is there")
    #expect(try clean(ImageSamples.webp(orientation: 5))[20] == 0x28)
    #expect(Self.holds(try clean(ImageSamples.png()), Array("gAMA".utf8)))
  }

  @Test("a file that was cut off anywhere is refused, in words", arguments: ImageSamples.all.map(\.name))
  func cutOff(_ name: String) throws {
    let sample = try #require(ImageSamples.all.first { $0.name == name })
    let last = try Self.lastNeeded(sample.bytes)
    for count in 0..<last {
      let cut = Array(sample.bytes.prefix(count))
      let problem = #expect(throws: ImageProblem.self) { try ImageReading(of: ImageBytes(cut)) }
      #expect(problem.map { !$0.sentence.isEmpty && !$0.remedy.isEmpty } ?? false)
      if count > 600 { #expect(problem?.code == .cutOff) }
    }
    #expect(throws: Never.self) { try ImageReading(of: ImageBytes(Array(sample.bytes.prefix(last)))) }
  }

  @Test("any flipped bit gives a refusal or a smaller truth, never more", arguments: ImageSamples.all.map(\.name))
  func flipped(_ name: String) throws {
    let sample = try #require(ImageSamples.all.first { $0.name == name })
    for place in sample.bytes.indices {
      for bit in 0..<8 {
        var bytes = sample.bytes
        bytes[place] ^= 1 << bit
        try Self.needSound(bytes)
      }
    }
  }

  @Test("bytes in disorder crash nothing")
  func disorder() throws {
    var chance = SeededChance(seed: 11)
    for round in 0..<4000 {
      var bytes = ImageSamples.all[round % ImageSamples.all.count].bytes
      for _ in 0..<Int.random(in: 1...12, using: &chance) {
        let place = Int.random(in: 0..<bytes.count, using: &chance)
        switch Int.random(in: 0..<3, using: &chance) {
        case 0: bytes[place] = .random(in: 0...255, using: &chance)
        case 1: bytes.insert(.random(in: 0...255, using: &chance), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      try Self.needSound(bytes)
    }
  }

  @Test("a bomb is known by its header: nothing is unpacked")
  func bomb() {
    let most = ImageFacts.mostPixels
    for bytes in [
      ImageSamples.png(width: 60_000, height: 60_000), ImageSamples.jpeg(width: 65_535, height: 65_535),
      ImageSamples.png(width: Int(Int32.max), height: 1),
    ] {
      #expect(problem(bytes) == .tooManyPixels)
    }
    #expect(problem(ImageSamples.png(width: most, height: 1)) == nil)
    #expect(problem(ImageSamples.png(width: most + 1, height: 1)) == .tooManyPixels)
  }

  @Test("what is too long, empty, misnamed or of another kind is refused with what to do")
  func others() {
    #expect(problem([]) == .empty)
    let long = ImageBytes(count: ImageFacts.mostOctets + 1) { _ in
      Issue.record("it was read")
      return []
    }
    #expect { try ImageReading(of: long) } throws: { ($0 as? ImageProblem)?.code == .tooLarge }
    #expect(problem(ImageSamples.png(), named: "photo.JPG") == .misnamed)
    #expect(problem(ImageSamples.png(), named: "photo.png") == nil)
    #expect(problem(ImageSamples.jpeg(), named: "a.b.jpeg") == nil)
    #expect(problem(ImageSamples.jpeg(), named: "photo") == nil)
    let foreign: [(String, [UInt8])] = [
      ("HEIC", [0, 0, 0, 24] + Array("ftypheic".utf8)), ("AVIF", [0, 0, 0, 24] + Array("ftypavif".utf8)),
      ("SVG", Array("<?xml version=\"1.0\"?><svg xmlns=\"\">".utf8)), ("TIFF", [0x49, 0x49, 0x2A, 0, 8]),
      ("BMP", Array("BM123456".utf8)), ("PDF", Array("%PDF-1.7".utf8)), ("video", Array("\0\0\0\u{18}ftypmp42".utf8)),
    ]
    for (name, bytes) in foreign {
      #expect {
        try ImageReading(of: ImageBytes(bytes + [UInt8](repeating: 0, count: 99)), named: "x.jpg")
      } throws: {
        let problem = $0 as? ImageProblem
        return problem?.code == .kind && problem?.sentence.contains(name) == true
          && problem?.remedy.contains("JPEG") == true
      }
    }
  }

  @Test("a PNG says itself when its packed image has changed")
  func changed() throws {
    let bytes = ImageSamples.png()
    let place = try #require(Data(bytes).range(of: Data("IDAT".utf8))).upperBound
    var other = bytes
    other[place] ^= 1
    #expect(problem(bytes) == nil && problem(other) == .damaged)
  }

  @Test("a long file is read window by window")
  func bounded() throws {
    let bytes = SampleImage.gif(blocks: 4000)
    var most = 0
    let reading = try ImageReading(
      of: ImageBytes(count: bytes.count) { range in
        most = max(most, range.count)
        return Array(bytes[range])
      })
    #expect(reading.isClean && most <= 65_536)
  }

  private func problem(_ bytes: [UInt8], named name: String? = nil) -> ImageProblem.Code? {
    do {
      _ = try ImageReading(of: ImageBytes(bytes), named: name)
      return nil
    } catch {
      return (error as? ImageProblem)?.code
    }
  }

  private static func cleaned(_ bytes: [UInt8], _ reading: ImageReading) -> [UInt8] {
    reading.pieces.flatMap { piece in
      switch piece {
      case .kept(let range): Array(bytes[range])
      case .put(let bytes): bytes
      }
    }
  }

  /// Refused in our words, or read as something that is itself clean and no longer than it was.
  private static func needSound(_ bytes: [UInt8]) throws {
    let reading: ImageReading
    do {
      reading = try ImageReading(of: ImageBytes(bytes))
    } catch is ImageProblem {
      return
    }
    let clean = cleaned(bytes, reading)
    #expect(clean.count <= bytes.count + 1 && Int64(clean.count) == reading.facts.octets && reading.facts.isSane)
    let again = try ImageReading(of: ImageBytes(clean))
    #expect(again.facts == reading.facts && again.isClean)
  }

  /// How many bytes of a file are needed: what follows its end is not.
  private static func lastNeeded(_ bytes: [UInt8]) throws -> Int {
    var count = bytes.count
    while count > 0, (try? ImageReading(of: ImageBytes(Array(bytes.prefix(count - 1))))) != nil { count -= 1 }
    return count
  }

  private static func holds(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    Data(bytes).range(of: Data(part)) != nil
  }
}
