/// One account on one platform, owned by one region.
package struct Channel: Hashable, Sendable, Codable {
  package var id: ChannelID
  package var region: RegionID
  /// The adapter's name: `mastodon`.
  package var platform: String
  /// Base address of the platform: `https://social.example`, with a port where there is one, without a path.
  package var address: String
  /// The account's name there, as the public writes it: `@council@social.example`.
  package var handle: String
  /// As the office calls it.
  package var name: String
  /// BCP 47 tags in order: the texts that go out here, joined by one blank line.
  package var languages: [String]
  package var state: ChannelState
  /// Of a pause.
  package var reason: String?
  package var limits: ChannelLimits
  /// Names the stored credential; nil: not connected.
  package var credential: HexBytes?
  /// At most so many publishes in any hour.
  package var ceilingPerHour: Int
  package var version: Int64
  package var activity: ActivityID

  package init(
    id: ChannelID, region: RegionID, platform: String, address: String, handle: String, name: String,
    languages: [String], state: ChannelState = .active, reason: String? = nil, limits: ChannelLimits = ChannelLimits(),
    credential: HexBytes? = nil, ceilingPerHour: Int = 60, version: Int64 = 1, activity: ActivityID
  ) {
    self.id = id
    self.region = region
    self.platform = platform
    self.address = address
    self.handle = handle
    self.name = name
    self.languages = languages
    self.state = state
    self.reason = reason
    self.limits = limits
    self.credential = credential
    self.ceilingPerHour = ceilingPerHour
    self.version = version
    self.activity = activity
  }

  package var reference: ChannelReference { ChannelReference(region: region, channel: id) }

  enum CodingKeys: String, CodingKey {
    case id = "channel_id"
    case region = "region_id"
    case platform, address, handle, name, languages, state, reason, limits
    case credential = "credential_sha256"
    case ceilingPerHour = "ceiling_per_hour"
    case version
    case activity = "activity_id"
  }
}

/// `paused` comes back, `removed` does not and has no credential.
package enum ChannelState: String, Sendable, Codable {
  case active, paused, removed
}

/// What the platform told of its limits, as last read. Nil: not told; the adapter's own default holds.
package struct ChannelLimits: Hashable, Sendable, Codable {
  /// Longest text, in the platform's own unit.
  package var maxCharacters: Int?
  /// What a link counts as, whatever its length.
  package var charactersPerLink: Int?
  /// The account's own id on the platform, for looking up its posts.
  package var accountID: String?
  /// The server's software and version, as it names itself.
  package var software: String?
  package var readAt: Instant?
  /// Images of one post, at most.
  package var maxImages: Int?
  /// Of one image: bytes, and width times height, at most.
  package var maxImageOctets: Int64?
  package var maxImagePixels: Int64?
  /// Longest alternative text, in characters.
  package var maxAlternative: Int?
  /// Media types of images that are taken.
  package var imageTypes: [String]?

  package init(
    maxCharacters: Int? = nil, charactersPerLink: Int? = nil, accountID: String? = nil, software: String? = nil,
    readAt: Instant? = nil, maxImages: Int? = nil, maxImageOctets: Int64? = nil, maxImagePixels: Int64? = nil,
    maxAlternative: Int? = nil, imageTypes: [String]? = nil
  ) {
    self.maxCharacters = maxCharacters
    self.charactersPerLink = charactersPerLink
    self.accountID = accountID
    self.software = software
    self.readAt = readAt
    self.maxImages = maxImages
    self.maxImageOctets = maxImageOctets
    self.maxImagePixels = maxImagePixels
    self.maxAlternative = maxAlternative
    self.imageTypes = imageTypes
  }

  enum CodingKeys: String, CodingKey {
    case maxCharacters = "max_characters"
    case charactersPerLink = "characters_per_link"
    case accountID = "account_id"
    case software
    case readAt = "read_at"
    case maxImages = "max_images"
    case maxImageOctets = "max_image_octets"
    case maxImagePixels = "max_image_pixels"
    case maxAlternative = "max_alternative"
    case imageTypes = "image_types"
  }
}

/// A channel as a post names it: with its owner, since keys begin with the owner.
package struct ChannelReference: Hashable, Sendable, Codable, Comparable {
  package var region: RegionID
  package var channel: ChannelID

  package init(region: RegionID, channel: ChannelID) {
    self.region = region
    self.channel = channel
  }

  package static func < (left: Self, right: Self) -> Bool { left.channel < right.channel }
}
