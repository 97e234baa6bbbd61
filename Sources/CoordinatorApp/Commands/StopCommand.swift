import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `stop`: the stop button.
struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Place and lift stops.",
    discussion: """
      What a stop covers does not go out until somebody else lifts the stop. Members of the centre place and lift \
      them: duty editors all, approvers those of an office, a channel or a member.

      Example:
        crier-coordinator stop place --everything --reason "state mourning" --exempt-emergency
        crier-coordinator stop list
      """,
    subcommands: [Place.self, Lift.self, List.self, StopDrill.self])

  struct Place: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop everything, a platform, an office with those below, a channel, a member or a campaign.",
      discussion: """
        When the command is done, nothing that the stop covers is started any more.

        Examples:
          crier-coordinator stop place --everything --reason "state mourning" --exempt-emergency
          crier-coordinator stop place --channel "North Office" --reason "account taken over"

        \(ActAnswer.fields("stop (the stop's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Everything that the body says.") var everything = false
    @Option(help: "A platform: \(Adapters.names).") var platform: String?
    @Option(help: "An office and those below it.") var office: String?
    @Option(help: "A channel.") var channel: String?
    @Option(help: "What a member wrote, changed or approved.") var member: String?
    @Option(name: .customLong("campaign"), help: "A campaign.") var topic: String?
    @Flag(name: .customLong("exempt-emergency"), help: "Let emergency posts pass.") var exemptEmergency = false
    @Option(help: "Why.") var reason: String

    func run() async throws {
      let began = ContinuousClock.now
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let naming = Naming(items: try await centre.database.centre())
        let (scope, owner) = try scope(naming, root: try await centre.body().root)
        let id = StopID.fresh()
        let answer = try await centre.perform(
          .placeStop(PlaceStop(scope: scope, exemptsEmergency: exemptEmergency, reason: reason)),
          on: ItemReference(.stop, owner, id), as: signedIn)
        try output.show(answer) {
          let took = (ContinuousClock.now - began).milliseconds
          Output.line("The stop stands (\(id.short)), \(took) ms after the command.")
        }
      }
    }

    private func scope(_ naming: Naming, root: RegionID) throws(Complaint) -> (StopScope, RegionID) {
      var scopes: [(StopScope, RegionID)] = everything ? [(.everything, root)] : []
      if let platform { scopes.append((.platform(platform), root)) }
      if let topic { scopes.append((.topic(topic), root)) }
      if let office {
        let region = try naming.region(office)
        scopes.append((.region(region.id), region.id))
      }
      if let channel {
        let found = try naming.channel(channel)
        scopes.append((.channel(found.id), found.region))
      }
      if let member {
        let found = try naming.member(member)
        scopes.append((.member(found.id), found.home))
      }
      guard scopes.count == 1, let only = scopes.first else {
        throw Complaint(
          .usage, "Say what to stop: one of --everything, --platform, --office, --channel, --member, --campaign.")
      }
      return only
    }
  }

  struct Lift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lift a stop that somebody else placed. Posts that became overdue ask again.",
      discussion: """
        Example:
          crier-coordinator stop lift 3f9c0a12 --reason "mourning is over"

        \(ActAnswer.fields("stop (the stop's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The stop's id, as stop list shows it.") var stop: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let found = try Naming(items: try await centre.database.centre()).stop(stop)
        let answer = try await centre.perform(
          .liftStop(Reason(reason)), on: ItemReference(.stop, found.region, found.id), base: found.version,
          as: signedIn)
        try output.show(answer) {
          Output.line("The stop is lifted. What became overdue asks again: crier-coordinator delivery list --open")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the stops that stand.",
      discussion: """
        Example:
          crier-coordinator stop list --all

        --json prints a list of stop_id, region_id (the owner), scope (everything, platform, region, channel, member \
        or topic, a campaign), of these target_platform, target_id or target_topic (else null), exempt_emergency, \
        reason, placed_by (a member's id), placed_at, lifted_by, lifted_at (null while it stands), version (counts \
        changes), activity_id (the act that changed it last). Times are ISO 8601, UTC.
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Lifted ones too.") var all = false

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let stops = items.stops.values.filter { all || $0.stands }.sorted { $0.placedAt < $1.placedAt }
        try output.show(stops) {
          Output.table(
            ["ID", "COVERS", "EMERGENCIES", "PLACED BY", "AT", "LIFTED", "REASON"],
            stops.map { stop in
              [
                stop.id.short, words(stop.scope, items), stop.exemptsEmergency ? "pass" : "stopped",
                items.members[stop.placedBy]?.name ?? "?", stop.placedAt.description,
                stop.liftedAt?.description ?? "–", Output.tame(stop.reason),
              ]
            })
        }
      }
    }

    private func words(_ scope: StopScope, _ items: Items) -> String {
      switch scope {
      case .everything: "everything"
      case .platform(let name): "platform \(name)"
      case .topic(let name): "campaign \(Output.tame(name))"
      case .region(let id): "office \(items.regions[id]?.name ?? id.short)"
      case .channel(let id): "channel \(items.channels[id]?.name ?? id.short)"
      case .member(let id): "member \(items.members[id]?.name ?? id.short)"
      }
    }
  }
}
