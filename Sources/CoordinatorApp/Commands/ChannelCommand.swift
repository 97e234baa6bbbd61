import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation
import Platforms

/// `channel`: accounts.
struct ChannelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel", abstract: "Add, check, pause and remove accounts on platforms.",
    discussion: """
      A channel is named by its name, its account's name or the beginning of its id, as lists show it.

      Example:
        crier-coordinator channel check "Main account"
        crier-coordinator channel pause "Main account" --reason "handing over"
      """,
    subcommands: [Add.self, Check.self, Pause.self, Resume.self, Remove.self, List.self])

  /// What help says of a channel's limits.
  private static let limitFields = """
    (what the platform told: max_characters and characters_per_link in its own unit, account_id, software, read_at in \
    ISO 8601, UTC, max_images, max_image_octets, max_image_pixels, max_alternative in characters, and image_types; \
    each absent when not told)
    """

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add an account. Its token or app password is read or asked for, tried, encrypted and stored.",
      discussion: """
        mastodon: --address names the server, --handle is @name@server; the token may read and write.
        bluesky: --address names the host that keeps the account (where that is not known give https://bsky.social: the \
        check names it), --handle is a name as agency.example; an app password, made in the app's settings and like \
        abcd-efgh-ijkl-mnop, never the account's own password.

        Example:
          crier-coordinator channel add "Main account" --office "Riverside Council" --platform mastodon \\
            --address https://social.example --handle @riverside@social.example --language en \\
            --token-stdin < token.txt
          crier-coordinator channel add "Sky account" --office "Riverside Council" --platform bluesky \\
            --address https://pds.example --handle riverside.example --language en --token-stdin < password.txt

        \(ActAnswer.fields("channel (the channel's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "What the office calls it.") var name: String
    @Option(help: "The office that owns it.") var office: String
    @Option(help: "The platform: \(Adapters.names).") var platform = "mastodon"
    @Option(help: "Base address of the server: https://host, without a path.") var address: String
    @Option(help: "The account's name there.") var handle: String
    @Option(name: .customLong("language"), help: "A language by its tag, in order; may be given again.")
    var languages: [String] = []
    @Option(name: .customLong("per-hour"), help: "At most so many posts in any hour.") var perHour = 60
    @Flag(name: .customLong("token-stdin"), help: "Read the token or app password from standard input.")
    var tokenStdin = false

    func run() async throws {
      let secret = Secret(try SecretInput.read("Token or app password of \(handle)", fromStandardInput: tokenStdin))
      let adapter = try Adapters.named(platform)
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let body = try await centre.body()
        let region = try Naming(items: try await centre.database.centre()).region(office)
        var channel = Channel(
          id: .fresh(), region: region.id, platform: adapter.name, address: address, handle: handle, name: name,
          languages: languages.isEmpty ? region.languages : languages, ceilingPerHour: perHour,
          activity: .fresh())
        // Tried before anything is written: a mistyped token leaves nothing behind.
        channel.limits = try await ChannelCheck(settings: centre.settings).run(channel, secret, by: adapter)
        let item = ItemReference(.channel, region.id, channel.id)
        let answer = try await centre.perform(
          .addChannel(
            AddChannel(
              platform: channel.platform, address: address, handle: handle, name: name, languages: channel.languages,
              ceilingPerHour: perHour)), on: item, as: signedIn)
        guard let key = body.keys.encryptionKey(pinned: body.signingKey) else {
          throw Complaint(.damaged, "The published encryption key is not vouched for by the coordinator's key.")
        }
        let seal = CredentialSeal(
          region: region.id, channel: channel.id, platform: channel.platform, keyID: body.encryptionKeyID)
        let sha256 = try await centre.database.run(
          PutCredential(
            channel: channel.reference, keyID: body.encryptionKeyID, sealed: try seal.seal(secret.reveal(), to: key)))
        try await centre.perform(
          .connectChannel(ConnectChannel(credential: sha256, limits: channel.limits)), on: item, base: 1, as: signedIn)
        try output.show(answer) {
          Output.line("\(name) is added (\(channel.id.short)) and proved able to post.")
        }
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prove, without posting, that a channel's token is good; read the platform's limits anew.",
      discussion: """
        Example:
          crier-coordinator channel check "Main account"

        --json prints one object: channel (the channel's id), limits \(ChannelCommand.limitFields), \
        and, where new limits were noted, act (the id of the act) and verdict.
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The channel.") var channel: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let found = try Naming(items: try await centre.database.centre()).channel(channel)
        let adapter = try Adapters.named(found.platform)
        let vault = Vault(database: centre.database, key: try centre.settings.keys.encryptionKey())
        let secret = try await vault.secret(for: found.id)
        let limits = try await ChannelCheck(settings: centre.settings).run(found, secret, by: adapter)
        let act = try await note(limits, of: found, as: signedIn, centre)
        let told = [limits.software, limits.maxCharacters.map { "up to \($0) characters" }].compactMap { $0 }
        try output.show(CheckedAnswer(channel: found.id, limits: limits, act: act)) {
          Output.line("\(found.name): able to post" + (told.isEmpty ? "." : "; \(told.joined(separator: ", "))."))
        }
      }
    }

    /// Notes the limits where they are not those that are known.
    private func note(
      _ limits: ChannelLimits, of channel: Channel, as signedIn: SignedIn, _ centre: Centre
    ) async throws -> ActAnswer? {
      guard let credential = channel.credential.flatMap({ Digest(bytes: $0.bytes) }) else { return nil }
      var told = limits
      told.readAt = channel.limits.readAt
      guard told != channel.limits else { return nil }
      return try await centre.perform(
        .connectChannel(ConnectChannel(credential: credential, limits: limits)),
        on: ItemReference(.channel, channel.region, channel.id), base: channel.version, as: signedIn)
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold a channel: nothing goes out there until it is resumed.",
      discussion: """
        Example:
          crier-coordinator channel pause "Main account" --reason "handing over"

        \(ActAnswer.fields("channel (the channel's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The channel.") var channel: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await act(.pauseChannel(Reason(reason)), on: channel, config, output) { "\($0) is paused." }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a paused channel go on.",
      discussion: """
        Example:
          crier-coordinator channel resume "Main account"

        \(ActAnswer.fields("channel (the channel's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The channel.") var channel: String

    func run() async throws { try await act(.resumeChannel, on: channel, config, output) { "\($0) goes on." } }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a channel: its token is deleted, nothing goes out there any more. What stands there stays.",
      discussion: """
        Example:
          crier-coordinator channel remove "Main account" --reason "account closed"

        \(ActAnswer.fields("channel (the channel's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The channel.") var channel: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await act(.removeChannel(Reason(reason)), on: channel, config, output) { "\($0) is removed." }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the channels.",
      discussion: """
        Example:
          crier-coordinator channel list

        --json prints a list of channel_id, region_id (the office that owns it), platform, address, handle, name, \
        languages (tags, in order), state (active, paused or removed), reason (of a pause), limits \
        \(ChannelCommand.limitFields), credential_sha256 (absent: not connected), ceiling_per_hour (posts), version \
        (counts changes), activity_id (the act that changed it last).
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let channels = items.channels.values.sorted { $0.name < $1.name }
        try output.show(channels) {
          Output.table(
            ["CHANNEL", "ID", "OFFICE", "PLATFORM", "ACCOUNT", "LANGUAGES", "STATE"],
            channels.map { channel in
              [
                channel.name, channel.id.short, items.regions[channel.region]?.name ?? "?", channel.platform,
                Output.tame(channel.handle), channel.languages.joined(separator: " "), channel.state.rawValue,
              ]
            })
        }
      }
    }
  }
}

/// One act on one channel, and a word about it.
private func act(
  _ act: Act, on name: String, _ config: ConfigOptions, _ output: OutputOptions, _ word: (String) -> String
) async throws {
  try await Centre.with(config, output) { centre in
    let member = try await centre.member()
    let channel = try Naming(items: try await centre.database.centre()).channel(name)
    let answer = try await centre.perform(
      act, on: ItemReference(.channel, channel.region, channel.id), base: channel.version, as: member)
    try output.show(answer) { Output.line(word(channel.name)) }
  }
}
