import ArgumentParser
import Console
import Domain
import LocalStore

struct ChannelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel", abstract: "The channels that this office can see.",
    discussion: """
      Example:
        crier-agent channel list
      """,
    subcommands: [ChannelListCommand.self])
}

struct ChannelListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List channels.",
    discussion: """
      Example:
        crier-agent channel list

      """ + JSONFields.channelList)

  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let items = try office.store.view(.house).items
    let channels = items.channels.values.filter { $0.state != .removed }.sorted {
      ($0.name, $0.id.text) < ($1.name, $1.id.text)
    }
    let names = ShortNames(channels.map(\.id.text))
    try output.show(channels) {
      guard !channels.isEmpty else { return Output.line("No channels.") }
      Output.table(
        ["id", "name", "account", "platform", "languages", "state", "office"],
        channels.map { channel in
          let state = channel.state == .active && channel.credential == nil ? "not connected" : channel.state.rawValue
          return [
            names.name(of: channel.id.text), Output.tame(channel.name), Output.tame(channel.handle),
            channel.platform, channel.languages.joined(separator: ", "), state,
            Output.tame(items.regions[channel.region]?.name ?? channel.region.short),
          ]
        })
    }
  }
}
