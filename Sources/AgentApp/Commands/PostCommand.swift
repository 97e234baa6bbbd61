import ArgumentParser

struct PostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "post", abstract: "Write posts, let them out, take them back, see what became of them.",
    discussion: """
      A post is named by the beginning of its id, as lists show it.

      Example:
        crier-agent post list
        crier-agent post show 4f2a
      """,
    subcommands: [
      ComposeCommand.self, EditCommand.self, SubmitCommand.self, ApproveCommand.self, ReturnCommand.self,
      WithdrawCommand.self, PostListCommand.self, PostShowCommand.self, PostHistoryCommand.self,
    ])
}
