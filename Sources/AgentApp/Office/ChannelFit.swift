import Console
import Domain
import Platforms

/// Whether what a post says fits the platforms that it goes to, counted as each platform counts.
enum ChannelFit {
  /// What keeps the content from going out on these channels; empty when nothing does.
  static func problems(_ content: PostContent, on channels: [Channel]) -> [String] {
    channels.flatMap { channel in
      Preview(content, on: channel).contentProblems.map { "\(channel.name): \($0)" }
    }
  }

  static func need(_ content: PostContent, on channels: [Channel]) throws {
    let problems = problems(content, on: channels)
    guard problems.isEmpty else {
      throw Complaint(.refused, problems.map(Output.tame).joined(separator: "\n  "))
    }
  }
}
