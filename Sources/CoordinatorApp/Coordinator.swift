import ArgumentParser
import Console

/// `crier-coordinator`: the centre's side of Crier.
package struct Coordinator: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "crier-coordinator",
    abstract: "The centre of Crier: rules on what offices do, publishes, stops, and says what happened.",
    discussion: """
      Example: a new body, once.
        crier-coordinator migrate --socket /run/postgresql --user postgres
        crier-coordinator init --body "Riverside Council" --administrator "Ann Lee" --own-ca
        crier-coordinator sign-in --member "Ann Lee"
        crier-coordinator run

      Ends with 0 done, 1 failed, 2 wrong usage, 3 refused by the rules, 4 changed meanwhile,
      5 not reachable, 6 damaged.
      """,
    version: "crier-coordinator 0.1.0",
    subcommands: [
      Migrate.self, Initialise.self, SignIn.self, SignOut.self, WhoAmI.self, RegionCommand.self,
      MemberCommand.self, GrantCommand.self, ChannelCommand.self, StopCommand.self, DeliveryCommand.self,
      Run.self, Status.self, Thaw.self, Doctor.self,
    ])

  package init() {}
}

/// How to reach the database, where it differs from the configuration.
struct DatabaseOptions: ParsableArguments {
  @Option(name: .customLong("socket"), help: "Folder of PostgreSQL's local socket.")
  var socket: String?

  @Option(name: .customLong("port"), help: "Port of the server. Default: 5432.")
  var port: Int?

  @Option(name: .customLong("user"), help: "Database login.")
  var user: String?

  @Option(name: .customLong("database"), help: "Name of the database. Default: crier.")
  var database: String?
}
