import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `grant`: who may do what, where.
struct GrantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant", abstract: "Give and end tiers.",
    discussion: """
      A grant is a tier that a member holds at an office (and those below it) or on one channel, from, until.

      Example:
        crier-coordinator grant add "Ben Okoro" author --channel "Main account" --until 2027-03-31T00:00:00Z
        crier-coordinator grant list
      """, subcommands: [Add.self, End.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a member a tier at an office (and those below), or on one channel.",
      discussion: """
        Examples:
          crier-coordinator grant add "Ben Okoro" author --office "North Office"
          crier-coordinator grant add "Ben Okoro" author --channel "Main account" --until 2027-03-31T00:00:00Z

        \(ActAnswer.fields("grant (the grant's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The member.") var member: String
    @Argument(help: "\(Tier.meant)") var tier: Tier
    @Option(help: "At this office.") var office: String?
    @Option(help: "On this channel only.") var channel: String?
    @Option(help: "From then on (ISO 8601). Default: now.") var from: String?
    @Option(help: "Until then (ISO 8601). Default: until ended.") var until: String?

    func run() async throws {
      guard (office == nil) != (channel == nil) else {
        throw Complaint(.usage, "Name either an office or a channel.")
      }
      let from = try GrantCommand.time(from)
      let until = try GrantCommand.time(until)
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let naming = Naming(items: try await centre.database.centre())
        let holder = try naming.member(member)
        let onChannel = try channel.map { try naming.channel($0) }
        let region = try onChannel?.region ?? naming.region(office ?? "").id
        let id = GrantID.fresh()
        let answer = try await centre.perform(
          .addGrant(
            AddGrant(
              member: holder.id, memberHome: holder.home, tier: tier, channel: onChannel?.id, from: from, until: until)
          ), on: ItemReference(.grant, region, id), as: signedIn)
        try output.show(answer) {
          let place = onChannel?.name ?? naming.items.regions[region]?.name ?? "?"
          Output.line("\(holder.name) is \(tier.title) at \(place) (\(id.short)).")
        }
      }
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a grant.",
      discussion: """
        Example:
          crier-coordinator grant end 3f9c0a12 --reason "moved to another office"

        \(ActAnswer.fields("grant (the grant's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The grant's id, as grant list shows it.") var grant: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let found = try Naming(items: try await centre.database.centre()).grant(grant)
        let answer = try await centre.perform(
          .endGrant(Reason(reason)), on: ItemReference(.grant, found.region, found.id), base: found.version,
          as: signedIn)
        try output.show(answer) { Output.line("The grant is ended.") }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the grants.",
      discussion: """
        Example:
          crier-coordinator grant list

        --json prints a list of grant_id, region_id (where it is held), member_id, member_region_id (their home \
        office), tier, channel_id (absent: at the whole office), from_at, until_at (absent: until ended), ended_at \
        (absent: not ended), version (counts changes), activity_id (the act that changed it last). Times are ISO 8601, \
        UTC.
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let grants = items.grants.values.sorted { $0.id < $1.id }
        try output.show(grants) {
          Output.table(
            ["MEMBER", "TIER", "WHERE", "FROM", "UNTIL", "ID"],
            grants.map { grant in
              let place = grant.channel.map { "channel " + (items.channels[$0]?.name ?? "?") }
              return [
                items.members[grant.member]?.name ?? "?", grant.tier.rawValue,
                place ?? items.regions[grant.region]?.name ?? "?", grant.from.description,
                (grant.endedAt ?? grant.until)?.description ?? "–", grant.id.short,
              ]
            })
        }
      }
    }
  }

  private static func time(_ text: String?) throws(Complaint) -> Instant? {
    guard let text else { return nil }
    guard let time = Instant(text) else {
      throw Complaint(.usage, "\(text) is no time.", remedy: "Write it as 2027-03-31T00:00:00Z.")
    }
    return time
  }
}
