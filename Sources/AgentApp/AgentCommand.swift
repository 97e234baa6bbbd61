import ArgumentParser
import Console

/// `crier-agent`: an office's desk at the command line.
package struct AgentCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "crier-agent",
    abstract: "An office's side of Crier: write, approve and see what became of it.",
    discussion: """
      What you do is kept at this office first and sent to the centre by crier-agent run, which an office
      leaves running. It works the same while the line is down.

      Example:
        crier-agent sign-in --member "Ann Hughes"
        crier-agent post compose --channel council --text en="The bridge is open again."

      Ends with 0 done, 1 failed, 2 wrong usage, 3 refused by the rules, 4 changed meanwhile
      by somebody else, 5 not reachable, 6 damaged.
      """,
    version: "crier-agent 0.1.0",
    subcommands: [
      EnrollCommand.self, SignInCommand.self, SignOutCommand.self, WhoAmICommand.self, PostCommand.self,
      ImportCommand.self, ConflictCommand.self, ChannelCommand.self, RunCommand.self, StatusCommand.self,
      DoctorCommand.self,
    ])

  package init() {}

  /// The whole program.
  package static func start() async -> Never {
    await CommandLineMain.run(AgentCommand.self)
  }
}
