import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `member`: people.
struct MemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Add and revoke members.",
    discussion: """
      A member is named by their name or by the beginning of their id, as lists show it.

      Example:
        crier-coordinator member add "Ben Okoro" --office "North Office" --tier author
        crier-coordinator member revoke "Ben Okoro" --reason "left the council"
      """,
    subcommands: [Add.self, Code.self, Revoke.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a member to an office; prints the one-time code for the first sign-in, once.",
      discussion: """
        With --tier the member also gets that tier at the office.

        Example:
          crier-coordinator member add "Ben Okoro" --office "North Office" --tier author

        \(ActAnswer.fields("member (the id), code (the one-time code), grant (of the tier, where one was given)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The member's name.") var name: String
    @Option(help: "The home office. Default: the centre.") var office: String?
    @Option(help: "A tier at the office: \(Tier.meant)")
    var tier: Tier?

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let items = try await centre.database.centre()
        let root = try await centre.body().root
        let home = try office.map { try Naming(items: items).region($0).id } ?? root
        if let tier, tier.isOfTheCentre, home != root {
          throw Complaint(
            .usage, "\(tier.rawValue) is a tier of the centre.", remedy: "Leave out --office, or name another tier.")
        }
        let id = MemberID.fresh()
        let act = try await centre.perform(
          .addMember(AddMember(name: name)), on: ItemReference(.member, home, id), as: signedIn)
        let grant = tier.map { _ in GrantID.fresh() }
        if let tier, let grant {
          try await centre.perform(
            .addGrant(AddGrant(member: id, memberHome: home, tier: tier)),
            on: ItemReference(.grant, home, grant), as: signedIn)
        }
        let code = try await MemberCommand.newCode(for: id, centre)
        try output.show(NewCodeAnswer(act: act, code: code, grant: grant)) {
          Output.line("\(name) is added (\(id.short)). One-time code, good for 24 hours: \(code)")
        }
      }
    }
  }

  struct Code: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a new one-time code for a member: for a forgotten password.",
      discussion: """
        Example:
          crier-coordinator member code "Ben Okoro"

        \(ActAnswer.fields("member (the id), code (the one-time code)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The member.") var member: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let found = try Naming(items: try await centre.database.centre()).member(member)
        let act = try await centre.perform(
          .renewCode, on: ItemReference(.member, found.home, found.id), as: signedIn)
        let made = NewCodeAnswer(act: act, code: try await MemberCommand.newCode(for: found.id, centre))
        try output.show(made) { Output.line("One-time code for \(found.name), good for 24 hours: \(made.code)") }
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a member's rights: their unsent posts are stopped, their approvals fall. This is final.",
      discussion: """
        Example:
          crier-coordinator member revoke "Ben Okoro" --reason "left the council"

        \(ActAnswer.fields("member (the id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The member.") var member: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let signedIn = try await centre.member()
        let found = try Naming(items: try await centre.database.centre()).member(member)
        let answer = try await centre.perform(
          .revokeMember(Reason(reason)), on: ItemReference(.member, found.home, found.id), base: found.version,
          as: signedIn)
        try output.show(answer) { Output.line("\(found.name) is revoked; what they had waiting is stopped.") }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the members.",
      discussion: """
        Example:
          crier-coordinator member list

        --json prints a list of member_id, region_id (the home office), name, state (active or revoked), public_key \
        (Ed25519 in hexadecimal; absent before the first sign-in), version (counts changes), activity_id (the act that \
        changed it last).
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let members = items.members.values.sorted { $0.name < $1.name }
        let now = Instant(Date())
        try output.show(members) {
          Output.table(
            ["MEMBER", "ID", "OFFICE", "STATE", "TIERS", "SIGNED IN BEFORE"],
            members.map { member in
              let tiers = items.grants(of: member.id).filter { $0.holds(at: now) && $0.endedAt == nil }
              return [
                member.name, member.id.short, items.regions[member.home]?.name ?? "?", member.state.rawValue,
                tiers.map(\.tier.rawValue).sorted().joined(separator: " "), member.publicKey == nil ? "no" : "yes",
              ]
            })
        }
      }
    }
  }

  /// Makes a one-time code and has the database keep its hash.
  private static func newCode(for member: MemberID, _ centre: Centre) async throws -> String {
    var generator = SystemRandomNumberGenerator()
    let code = OneTimeCode.make(using: &generator)
    try await centre.database.run(
      PutCode(
        member: member, code: OneTimeCode.hash(code),
        until: Instant(Date()).adding(seconds: OneTimeCode.lifetime)))
    return code
  }
}
