/// Records and the CIDs under which a repository keeps them, computed by two independent implementations that agree:
/// libipld 3.4.1 (Rust) and dag-cbor 0.3.3 (Python), both from PyPI.
enum BlueskyVectors {
  struct Vector: Sendable, CustomStringConvertible {
    var name: String
    var json: String
    var cid: String

    var description: String { name }
  }

  static let records: [Vector] = [
    Vector(
      name: "the page's own",
      json: #"""
        {"$type":"app.bsky.feed.post","text":"hello","createdAt":"2026-11-22T00:00:00.000Z","langs":["en"]}
        """#,
      cid: "bafyreiev4yj7klybkjmkrgcc5ogvkacui4dyrioczl4et75wktv2kr7yaq"),
    Vector(
      name: "nothing in it",
      json: #"""
        {}
        """#,
      cid: "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"),
    Vector(
      name: "empty things",
      json: #"""
        {"a":[],"b":{},"c":"","d":null,"e":true,"f":false}
        """#,
      cid: "bafyreicsqkagxiqhl3na2tn5k4kpqvq27d353gu7petvql6kfbazs326me"),
    Vector(
      name: "small numbers",
      json: #"""
        {"n":[0,1,10,23,24,25,100,255,256,1000,65535,65536]}
        """#,
      cid: "bafyreihxzmmngwi66d5ov5gnnkgsfdg4zknt56ouuaxxf2gotzvfbstx44"),
    Vector(
      name: "large numbers",
      json: #"""
        {"n":[4294967295,4294967296,9007199254740991,9223372036854775807]}
        """#,
      cid: "bafyreihc3zsz4hgig7ccopnn5pvxcxidpcavivvfycanlwiszr4xk7gd6m"),
    Vector(
      name: "negative numbers",
      json: #"""
        {"n":[-1,-10,-24,-25,-100,-256,-257,-65536,-65537,-4294967296,-4294967297,-9223372036854775808]}
        """#,
      cid: "bafyreigknosai7xmxkvh5xqmiir6hvncmhudpp7iwecd7ruabofjxrqsyq"),
    Vector(
      name: "names by length",
      json: #"""
        {"bb":1,"a":2,"ccc":3,"aa":4,"b":5,"":6,"\u00e9":7,"z":8,"aaa":9}
        """#,
      cid: "bafyreideoo5x5fnutorlye2lmekbtnccvovlcuq6f4owaqo5tiymhhkxfq"),
    Vector(
      name: "texts by length",
      json: #"""
        {"a":"xxxxxxxxxxxxxxxxxxxxxxx","b":"xxxxxxxxxxxxxxxxxxxxxxxx","c":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
        xxxxxxxxxxxxxxxxxxxxxx","d":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\#
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
        """#,
      cid: "bafyreieei6ylerio7medrpjmbs6ju4xjg5i2rsslxwkuvljzhit4l2zbv4"),
    Vector(
      name: "signs",
      json: #"""
        {"t":"\"\\/\n\t\u00e9\ud83d\ude00\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u0000"}
        """#,
      cid: "bafyreih4h5bw42j7lk2t4th2div3h4fehrc7vnmprmat6bzx6ndqnogjmq"),
    Vector(
      name: "links",
      json: #"""
        {"one":{"$link":"bafkreifyopgoazxlalw3rdmlxmdkfnj75f5rjwj3pl2d7chvyvyhfjqzaq"},"two":[{"$link":"bafy\#
        reihltcnuuyqp2jm24aqydpnlj7b6w3ogwrplomrjtg5rifv44mmjey"},{"$link":"bafkreifhmhch3in53b7vsjkmpodmptq\#
        p7tdgvuhaalbpkjxk4i5coqdwdy"}]}
        """#,
      cid: "bafyreifh5ndf3k2q2tge2cfxtpqadws7jm3lttdkcnmjhflnbaar5jl554"),
    Vector(
      name: "no link",
      json: #"""
        {"$link":"bafkreifyopgoazxlalw3rdmlxmdkfnj75f5rjwj3pl2d7chvyvyhfjqzaq","more":1}
        """#,
      cid: "bafyreie7gytuc56nbnvnqnps3yvxbvn64lvk735fvpnw2ojzly6wrsgltm"),
    Vector(
      name: "marks",
      json: #"""
        {"$type":"app.bsky.feed.post","text":"Ask @council.example: https://council.example/\u00e9 #\u00dcbe\#
        rlingen","createdAt":"2026-11-22T00:00:00.000Z","langs":["en"],"facets":[{"index":{"byteStart":4,"by\#
        teEnd":20},"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:7iza6de2dwap2sbkpav\#
        7c6c6"}]},{"index":{"byteStart":22,"byteEnd":48},"features":[{"$type":"app.bsky.richtext.facet#link"\#
        ,"uri":"https://council.example/\u00e9"}]},{"index":{"byteStart":49,"byteEnd":61},"features":[{"$typ\#
        e":"app.bsky.richtext.facet#tag","tag":"\u00dcberlingen"}]}]}
        """#,
      cid: "bafyreidyd2hy2dqjzl2sem4rectmnlplou4cjmqpx7cienpygnrv6uew4m"),
    Vector(
      name: "an answer",
      json: #"""
        {"$type":"app.bsky.feed.post","text":"hello","createdAt":"2026-11-22T00:00:00.000Z","langs":["en"],"\#
        reply":{"root":{"uri":"at://did:plc:7iza6de2dwap2sbkpav7c6c6/app.bsky.feed.post/3jzfcijpj2z2a","cid"\#
        :"bafyreihltcnuuyqp2jm24aqydpnlj7b6w3ogwrplomrjtg5rifv44mmjey"},"parent":{"uri":"at://did:plc:7iza6d\#
        e2dwap2sbkpav7c6c6/app.bsky.feed.post/3jzfcijpj2z2b","cid":"bafyreihltcnuuyqp2jm24aqydpnlj7b6w3ogwrp\#
        lomrjtg5rifv44mmjey"}}}
        """#,
      cid: "bafyreielx3rylnaznjoy5v7msi7us2qo6pmsgnnbc64reizxhkqlqg6ovu"),
    Vector(
      name: "images",
      json: #"""
        {"$type":"app.bsky.feed.post","text":"hello","createdAt":"2026-11-22T00:00:00.000Z","langs":["cy","e\#
        n-GB"],"embed":{"$type":"app.bsky.embed.images","images":[{"image":{"$type":"blob","ref":{"$link":"b\#
        afkreifyopgoazxlalw3rdmlxmdkfnj75f5rjwj3pl2d7chvyvyhfjqzaq"},"mimeType":"image/jpeg","size":123456},\#
        "alt":"Y ffordd\n\nThe road","aspectRatio":{"width":1600,"height":900}},{"image":{"$type":"blob","re\#
        f":{"$link":"bafkreifhmhch3in53b7vsjkmpodmptqp7tdgvuhaalbpkjxk4i5coqdwdy"},"mimeType":"image/png","s\#
        ize":9},"alt":""}]}}
        """#,
      cid: "bafyreifwd57c2b5z5pdwm3r7jjgv3hfzaaticv2u6a45nw56y4dgx7j4my"),
  ]

  /// Files and their CIDs.
  static let files: [(bytes: String, cid: String)] = [
    ("image one", "bafkreifyopgoazxlalw3rdmlxmdkfnj75f5rjwj3pl2d7chvyvyhfjqzaq"),
    ("image two", "bafkreifhmhch3in53b7vsjkmpodmptqp7tdgvuhaalbpkjxk4i5coqdwdy"),
    ("", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
  ]
}
