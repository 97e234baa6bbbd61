import ArgumentParser
import CentralStore
import Console
import Delivery
import Domain
import Foundation

/// `delivery`: what goes out, and what became of it.
struct DeliveryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delivery", abstract: "See, explain and decide deliveries.",
    discussion: """
      A delivery is one post on one channel, or its change or its taking down there. It is named by the beginning of \
      its id, as lists show it.

        waiting    for its time or its turn
        sending    on the wire
        unknown    it may be out: the coordinators look
        parked     looking did not settle it: look at the account yourself, then decide
        sent       out (a taking down: done)
        rejected   the platform does not take it
        missed     held beyond its time: decide whether it is still sent
        stopped    held by a stop, a locked office, a paused channel or a lost approval
        withdrawn  it does not go out

      Example:
        crier-coordinator delivery list --open
        crier-coordinator delivery explain 0c2f9a4e
      """,
    subcommands: [List.self, Explain.self, Decide.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List deliveries, newest due first.",
      discussion: """
        Examples:
          crier-coordinator delivery list --open     # what waits for a person or is not known
          crier-coordinator delivery list --channel "Main account" --state waiting

        --json prints a list of delivery_id, region_id (the channel's office), channel_id, post_region_id, post_id, \
        kind (publish, edit or take_down), revision, digest (SHA-256 of the approved content), class, state, due_at, \
        not_after, attempts (how many), remote_id and remote_url (on the platform), sent_at, withdrawal (true: to be \
        taken down when it is found), reason (a code), sentence, read_back (same, differs or gone), version (counts \
        changes); what is not known is absent or null. Times are ISO 8601, UTC.
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Only unknown, parked, missed and stopped ones.") var open = false
    @Option(help: "Only on this channel.") var channel: String?
    @Option(help: "Only in this state.") var state: DeliveryState?
    @Option(help: "At most so many.") var limit = 100

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let chosen = try channel.map { try Naming(items: items).channel($0) }
        let states = state.map { [$0] } ?? (open ? [.unknown, .parked, .missed, .stopped] : DeliveryState.allCases)
        let found = try await centre.database.run(
          ListDeliveries(channel: chosen?.id, states: states, limit: limit))
        try output.show(found) {
          Output.table(
            ["DELIVERY", "CHANNEL", "KIND", "DUE", "CLASS", "STATE", "WHY"],
            found.map { item in
              [
                item.id.text, items.channels[item.channel]?.name ?? "?", item.kind.rawValue, item.dueAt.description,
                item.postClass.rawValue, item.state.rawValue, Output.tame(item.sentence ?? item.remoteURL ?? ""),
              ]
            })
        }
      }
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say why a delivery is not out yet, or what happened to it.",
      discussion: """
        Example:
          crier-coordinator delivery explain 0c2f9a4e

        --json prints one object: delivery (the id), sentences (a list).
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The delivery's id, or a unique beginning of it.") var delivery: String

    func run() async throws {
      try await Centre.with(config) { centre in
        let id = try await DeliveryCommand.find(delivery, centre)
        guard let facts = try await centre.database.run(ExplainDelivery(id.id)) else {
          throw Complaint(.usage, "There is no such delivery.")
        }
        let sentences = Explanation(facts).sentences
        try output.show(ExplainedAnswer(delivery: id.id, sentences: sentences)) {
          for sentence in sentences { Output.line(Output.tame(sentence)) }
        }
      }
    }
  }

  struct Decide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide a delivery that no rule may settle: it is there, send it, or drop it.",
      discussion: """
        Look at the account first. --send on a parked delivery means: I looked, it is not there.

        Examples:
          crier-coordinator delivery decide 0c2f9a4e --there 110123 --link https://social.example/@a/110123 --reason seen
          crier-coordinator delivery decide 0c2f9a4e --send --reason "looked at the account: not there"
          crier-coordinator delivery decide 0c2f9a4e --drop --reason "too late"

        \(ActAnswer.fields("delivery (the id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The delivery's id, or a unique beginning of it.") var delivery: String
    @Option(name: .customLong("there"), help: "It is there: its id on the platform.") var there: String?
    @Option(help: "Its address for people.") var link: String?
    @Flag(help: "Send it now.") var send = false
    @Flag(help: "It is not to go out.") var drop = false
    @Option(help: "Why.") var reason: String

    func run() async throws {
      let decision: DeliveryDecision
      switch (there, send, drop) {
      case (let id?, false, false): decision = .isThere(remoteID: id, url: link)
      case (nil, true, false): decision = .send
      case (nil, false, true): decision = .drop
      default: throw Complaint(.usage, "Decide one thing: --there ID, --send or --drop.")
      }
      try await Centre.with(config, output) { centre in
        let member = try await centre.member()
        let item = try await DeliveryCommand.find(delivery, centre)
        let answer = try await centre.perform(
          .decideDelivery(DecideDelivery(decision: decision, reason: reason)),
          on: ItemReference(.delivery, item.region, item.id), base: item.version, as: member)
        try output.show(answer) { Output.line("Decided.") }
      }
    }
  }

  /// The delivery that an id or its beginning names.
  private static func find(_ text: String, _ centre: Centre) async throws -> DeliveryItem {
    guard text.count >= 4, text.allSatisfy({ $0.isASCII && $0.isHexDigit || $0 == "-" }) else {
      throw Complaint(.usage, "\"\(Output.tame(text))\" is no delivery's id.", remedy: "See delivery list.")
    }
    let found = try await centre.database.run(FindDelivery(beginning: text.lowercased()))
    guard let first = found.first else { throw Complaint(.usage, "There is no delivery \(text).") }
    guard found.count == 1 else { throw Complaint(.usage, "\(text) fits several deliveries: give more of the id.") }
    return first
  }
}

extension DeliveryState: ExpressibleByArgument {}
