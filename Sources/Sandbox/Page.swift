import Foundation
import Mustache

/// The pages for people: what the public sees, without scripts and without anything from elsewhere.
enum Page {
  /// One account's posts on the page.
  struct Section {
    var name: String
    var display: String
    var address: String
    var count: Int
    var posts: [Post]
  }

  struct Post {
    var id: String
    var time: String
    var shown: String
    var language: String
    var content: String
    var warning: String
    var warned: Bool
    var reply: Bool
    var edited: String
    var wasEdited: Bool
    var application: String?
    var media: [Medium] = []
  }

  /// A picture, or another kind of attachment, with its alternative text.
  struct Medium {
    var address: String
    var description: String
    var picture: Bool
    var kind: String
  }

  private struct Public {
    var title: String
    var empty: Bool
    var accounts: [Section]
  }

  private static func template(_ text: String) -> MustacheTemplate? { try? MustacheTemplate(string: text) }

  private static let style = """
    body{font:1.1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
    a{color:#0b4a8f}article{border-top:1px solid #767676;padding:.5rem 0}.about{color:#4a4a4a;font-size:.9rem}
    summary{font-weight:bold}
    figure{margin:.5rem 0}img{max-width:100%;height:auto}figcaption{color:#4a4a4a;font-size:.9rem}
    """

  private static let publicPage = template(
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>{{title}}</title><style>\(style)</style></head>
    <body><main><h1>{{title}}</h1>
    {{#empty}}<p>Nothing has been posted.</p>{{/empty}}
    {{#accounts}}<section><h2><a href="{{address}}">{{display}}</a> (@{{name}})</h2>
    <p class="about">{{count}} visible posts</p>
    {{#posts}}<article id="{{id}}">
    {{#warned}}<details><summary lang="{{language}}">{{warning}}</summary>{{/warned}}
    <div lang="{{language}}">{{{content}}}</div>
    {{#media}}<figure>{{#picture}}<img src="{{address}}" alt="{{description}}">{{/picture}}\
    {{^picture}}<a href="{{address}}">{{kind}}</a>{{/picture}}
    <figcaption lang="{{language}}">{{description}}</figcaption></figure>
    {{/media}}
    {{#warned}}</details>{{/warned}}
    <p class="about"><time datetime="{{time}}">{{shown}}</time>{{#reply}}, a reply{{/reply}}{{#wasEdited}}, \
    edited {{edited}}{{/wasEdited}}{{#application}}, by {{application}}{{/application}}</p>
    </article>{{/posts}}</section>{{/accounts}}
    </main></body></html>
    """)

  private static let codePage = template(
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>Authorization code</title><style>\(style)</style></head>
    <body><main><h1>Authorization code</h1><p>Copy this code and paste it to the application.</p>
    <p><label>Code <input readonly value="{{code}}" size="60"></label></p></main></body></html>
    """)

  static func `public`(title: String, accounts: [Section]) -> String {
    let empty = accounts.allSatisfy { $0.posts.isEmpty }
    return publicPage?.render(Public(title: title, empty: empty, accounts: accounts)) ?? ""
  }

  static func code(_ code: String) -> String { codePage?.render(["code": code]) ?? "" }
}

extension Page {
  /// Date and time for reading, in UTC.
  static func shown(_ date: Date) -> String {
    let text = timestamp(date)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }
}
