import Foundation

/// Checks records of known types as their lexicons say. Open unions take what they do not know.
struct RecordCheck {
  /// What a record says wrong: where, and why.
  struct Fault: Error, Equatable {
    let text: String
  }

  /// The most bytes of a picture.
  let imageBytes: Int

  /// The types whose records are checked.
  static let known: Set<String> = ["app.bsky.feed.post", "app.bsky.feed.threadgate"]

  /// Checks one record of a known type; others pass.
  func check(_ record: JSON, type: String) throws(Fault) {
    if type == "app.bsky.feed.threadgate" { try gate(record) }
    guard type == "app.bsky.feed.post" else { return }
    try text(record["text"], "Record/text", mostBytes: 3000, mostGraphemes: 300)
    try form(record["createdAt"], "Record/createdAt", "a valid atproto datetime", Syntax.isTime)
    try list(record["facets"], "Record/facets", check: facet)
    try list(record["langs"], "Record/langs", most: 3) { (value, place) throws(Fault) in
      try form(value, place, "a well-formed BCP 47 language tag", Syntax.isLanguage)
    }
    try list(record["tags"], "Record/tags", most: 8) { (value, place) throws(Fault) in
      try text(value, place, mostBytes: 640, mostGraphemes: 64)
    }
    if let reply = record["reply"] {
      try object(reply, "Record/reply")
      try reference(reply["root"], "Record/reply/root")
      try reference(reply["parent"], "Record/reply/parent")
    }
    if let embed = record["embed"] { try self.embed(embed, "Record/embed") }
    if let labels = record["labels"] { try self.labels(labels, "Record/labels") }
  }

  private func gate(_ record: JSON) throws(Fault) {
    try form(record["post"], "Record/post", "a valid at-uri", Syntax.isURI)
    try form(record["createdAt"], "Record/createdAt", "a valid atproto datetime", Syntax.isTime)
    try list(record["allow"], "Record/allow", most: 5) { (rule, place) throws(Fault) in
      if try type(rule, place) == "app.bsky.feed.threadgate#listRule" {
        try form(rule["list"], place + "/list", "a valid at-uri", Syntax.isURI)
      }
    }
    try list(record["hiddenReplies"], "Record/hiddenReplies", most: 300) { (uri, place) throws(Fault) in
      try form(uri, place, "a valid at-uri", Syntax.isURI)
    }
  }

  private func facet(_ value: JSON, _ place: String) throws(Fault) {
    try object(value, place)
    try object(value["index"], place + "/index")
    for end in ["byteStart", "byteEnd"] { try number(value["index"]?[end], "\(place)/index/\(end)", least: 0) }
    try list(value["features"], place + "/features", needed: true) { (feature, place) throws(Fault) in
      switch try type(feature, place) {
      case "app.bsky.richtext.facet#mention":
        try form(feature["did"], place + "/did", "a valid did", Syntax.isDID)
      case "app.bsky.richtext.facet#link":
        try form(feature["uri"], place + "/uri", "a uri", Syntax.isAddress)
      case "app.bsky.richtext.facet#tag":
        try text(feature["tag"], place + "/tag", mostBytes: 640, mostGraphemes: 64)
      default: break
      }
    }
  }

  private func reference(_ value: JSON?, _ place: String) throws(Fault) {
    try object(value, place)
    try form(value?["uri"], place + "/uri", "a valid at-uri", Syntax.isURI)
    try form(value?["cid"], place + "/cid", "a cid string") { ContentID($0) != nil }
  }

  private func labels(_ value: JSON, _ place: String) throws(Fault) {
    guard try type(value, place) == "com.atproto.label.defs#selfLabels" else { return }
    try list(value["values"], place + "/values", most: 10, needed: true) { (label, place) throws(Fault) in
      try text(label["val"], place + "/val", mostBytes: 128)
    }
  }

  private func embed(_ value: JSON, _ place: String) throws(Fault) {
    switch try type(value, place) {
    case "app.bsky.embed.images":
      try list(value["images"], place + "/images", most: 4, needed: true) { (image, place) throws(Fault) in
        try picture(image, place, ratioNeeded: false)
      }
    case "app.bsky.embed.gallery":
      try list(value["items"], place + "/items", most: 20, needed: true) { (item, place) throws(Fault) in
        if try type(item, place) == "app.bsky.embed.gallery#image" { try picture(item, place, ratioNeeded: true) }
      }
    case "app.bsky.embed.external":
      let card = value["external"]
      try object(card, place + "/external")
      try form(card?["uri"], place + "/external/uri", "a uri", Syntax.isAddress)
      for name in ["title", "description"] { try text(card?[name], "\(place)/external/\(name)") }
      if let thumb = card?["thumb"] {
        try blob(thumb, place + "/external/thumb", accepts: "image/", most: 1_000_000)
      }
    case "app.bsky.embed.record": try reference(value["record"], place + "/record")
    case "app.bsky.embed.recordWithMedia":
      try object(value["record"], place + "/record")
      try reference(value["record"]?["record"], place + "/record/record")
      guard let media = value["media"] else { throw missing(place + "/media") }
      try embed(media, place + "/media")
    case "app.bsky.embed.video":
      try blob(value["video"], place + "/video", accepts: "video/mp4", most: 300_000_000)
      if let alt = value["alt"] { try text(alt, place + "/alt") }
      try list(value["captions"], place + "/captions", most: 20) { (caption, place) throws(Fault) in
        try form(caption["lang"], place + "/lang", "a well-formed BCP 47 language tag", Syntax.isLanguage)
        try blob(caption["file"], place + "/file", accepts: "text/vtt", most: 20000)
      }
      try ratio(value["aspectRatio"], place)
    default: break
    }
  }

  private func picture(_ value: JSON, _ place: String, ratioNeeded: Bool) throws(Fault) {
    try object(value, place)
    try blob(value["image"], place + "/image", accepts: "image/", most: imageBytes)
    try text(value["alt"], place + "/alt")
    if ratioNeeded, value["aspectRatio"] == nil { throw missing(place + "/aspectRatio") }
    try ratio(value["aspectRatio"], place)
  }

  private func ratio(_ value: JSON?, _ place: String) throws(Fault) {
    guard let value else { return }
    for name in ["width", "height"] { try number(value[name], "\(place)/aspectRatio/\(name)", least: 1) }
  }

  private func blob(_ value: JSON?, _ place: String, accepts: String, most: Int) throws(Fault) {
    guard let value else { throw missing(place) }
    guard let blob = BlobReference(value) else { throw Fault(text: "\(place) should be a blob ref") }
    if !blob.type.hasPrefix(accepts) {
      throw Fault(text: "\(place) must be of the type \(accepts)\(accepts.hasSuffix("/") ? "*" : ""), got \(blob.type)")
    }
    if blob.size > most {
      throw Fault(text: "\(place) must not be larger than \(most) bytes, got \(blob.size)")
    }
  }
}

extension RecordCheck {
  private func missing(_ place: String) -> Fault {
    let parts = place.split(separator: "/").map(String.init)
    return Fault(text: "\(parts.dropLast().joined(separator: "/")) must have the property \"\(parts.last ?? "")\"")
  }

  private func object(_ value: JSON?, _ place: String) throws(Fault) {
    guard let value else { throw missing(place) }
    guard case .object = value else { throw Fault(text: "\(place) must be an object") }
  }

  /// The `$type` of a member of a union.
  private func type(_ value: JSON, _ place: String) throws(Fault) -> String {
    guard let type = value["$type"]?.text else {
      throw Fault(text: "\(place) must be an object which includes the \"$type\" property")
    }
    return type
  }

  private func text(
    _ value: JSON?, _ place: String, mostBytes: Int = .max, mostGraphemes: Int = .max
  ) throws(Fault) {
    guard let value else { throw missing(place) }
    guard let text = value.text else { throw Fault(text: "\(place) must be a string") }
    if text.utf8.count > mostBytes {
      throw Fault(text: "\(place) must not be longer than \(mostBytes) characters")
    }
    if text.count > mostGraphemes {
      throw Fault(text: "\(place) must not be longer than \(mostGraphemes) graphemes")
    }
  }

  private func form(
    _ value: JSON?, _ place: String, _ name: String, _ fits: (String) -> Bool
  ) throws(Fault) {
    try text(value, place)
    if let text = value?.text, !fits(text) { throw Fault(text: "\(place) must be \(name)") }
  }

  private func number(_ value: JSON?, _ place: String, least: Int) throws(Fault) {
    guard let value else { throw missing(place) }
    guard let number = value.whole else { throw Fault(text: "\(place) must be an integer") }
    if number < least { throw Fault(text: "\(place) can not be less than \(least)") }
  }

  private func list(
    _ value: JSON?, _ place: String, most: Int = .max, needed: Bool = false,
    check: (JSON, String) throws(Fault) -> Void
  ) throws(Fault) {
    guard let value else {
      if needed { throw missing(place) }
      return
    }
    guard let elements = value.elements else { throw Fault(text: "\(place) must be an array") }
    if elements.count > most { throw Fault(text: "\(place) must not have more than \(most) elements") }
    for (number, element) in elements.enumerated() { try check(element, "\(place)/\(number)") }
  }
}

/// What a record says of a blob that was uploaded.
struct BlobReference: Sendable, Equatable {
  let id: ContentID
  let type: String
  let size: Int

  init?(_ value: JSON) {
    guard value["$type"] == "blob", let id = value["ref"]?["$link"]?.text.flatMap({ ContentID($0) }),
      let type = value["mimeType"]?.text, let size = value["size"]?.whole
    else { return nil }
    self.id = id
    self.type = type
    self.size = size
  }

  init(id: ContentID, type: String, size: Int) {
    self.id = id
    self.type = type
    self.size = size
  }

  var json: JSON {
    ["$type": "blob", "ref": ["$link": .string(id.text)], "mimeType": .string(type), "size": .int(size)]
  }

  /// All blobs that a value names, at any depth.
  static func all(in value: JSON) -> [BlobReference] {
    if let blob = BlobReference(value) { return [blob] }
    return switch value {
    case .array(let elements): elements.flatMap { all(in: $0) }
    case .object(let members): members.sorted { $0.key < $1.key }.flatMap { all(in: $0.value) }
    default: []
    }
  }
}

/// What the public sees of a post record, read leniently: also of one that was not checked.
struct PostView {
  let record: JSON

  var text: String { record["text"]?.text ?? "" }
  var languages: [String] { (record["langs"]?.elements ?? []).compactMap(\.text) }
  var parent: String? { record["reply"]?["parent"]?["uri"]?.text }
  var root: String? { record["reply"]?["root"]?["uri"]?.text }

  /// The post that this one quotes.
  var quoted: String? {
    let embed = record["embed"]
    return (embed?["record"]?["record"]?["uri"] ?? embed?["record"]?["uri"])?.text
  }

  /// The accounts that the text mentions, by DID.
  var mentions: [String] {
    (record["facets"]?.elements ?? []).flatMap { $0["features"]?.elements ?? [] }.compactMap { feature in
      feature["$type"] == "app.bsky.richtext.facet#mention" ? feature["did"]?.text : nil
    }
  }

  /// The embed that carries media, beside a quote or alone.
  var media: JSON? {
    let embed = record["embed"]
    return embed?["$type"] == "app.bsky.embed.recordWithMedia" ? embed?["media"] : embed
  }

  /// Pictures and films in order, with their alternative texts.
  var attachments: [(blob: BlobReference, description: String)] {
    guard let media else { return [] }
    if media["$type"] == "app.bsky.embed.video" {
      return media["video"].flatMap { BlobReference($0) }.map { [($0, media["alt"]?.text ?? "")] } ?? []
    }
    let items = (media["images"] ?? media["items"])?.elements ?? []
    return items.compactMap { item in
      item["image"].flatMap { BlobReference($0) }.map { ($0, item["alt"]?.text ?? "") }
    }
  }

  /// The text as HTML: what facets mark becomes a link, the rest stands as it is.
  func html(base: String) -> String {
    let bytes = Array(text.utf8)
    var out = ""
    var at = 0
    func plain(_ range: Range<Int>) -> String {
      StatusText.escape(String(decoding: bytes[range], as: UTF8.self)).replacingOccurrences(of: "\n", with: "<br>")
    }
    let facets = (record["facets"]?.elements ?? []).compactMap { facet -> (Range<Int>, String)? in
      guard let start = facet["index"]?["byteStart"]?.whole, let end = facet["index"]?["byteEnd"]?.whole,
        start >= 0, start < end, end <= bytes.count, let feature = facet["features"]?[0]
      else { return nil }
      return PostView.address(feature, base: base).map { (start..<end, $0) }
    }
    for (range, address) in facets.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) where range.lowerBound >= at {
      out += plain(at..<range.lowerBound)
      out += "<a href=\"\(StatusText.escape(address))\" rel=\"nofollow noopener\">\(plain(range))</a>"
      at = range.upperBound
    }
    return "<p>\(out)\(plain(at..<bytes.count))</p>"
  }

  private static func address(_ feature: JSON, base: String) -> String? {
    if let address = feature["uri"]?.text {
      return address.hasPrefix("https://") || address.hasPrefix("http://") ? address : nil
    }
    if let did = feature["did"]?.text { return "\(base)/@\(did)" }
    return feature["tag"]?.text?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
      .map { "\(base)/hashtag/\($0)" }
  }
}
