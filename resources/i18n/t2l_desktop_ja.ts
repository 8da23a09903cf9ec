<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
  <context>
    <name>BusyRow</name>
    <message>
      <source>Cancel</source>
      <translation>キャンセル</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>進み具合</translation>
    </message>
    <message>
      <source>Waiting for the model to be ready…</source>
      <translation>モデルの準備ができるのを待っています…</translation>
    </message>
  </context>
  <context>
    <name>ChatList</name>
    <message>
      <source>Chats</source>
      <translation>チャット</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>名前を変更</translation>
    </message>
    <message>
      <source>Your chats are kept here, on this computer.</source>
      <translation>チャットはこのコンピューターの中に保存され、ここに並びます。</translation>
    </message>
  </context>
  <context>
    <name>ChatModel</name>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
  </context>
  <context>
    <name>ChatPage</name>
    <message>
      <source>A new chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>A skill that is not there any more</source>
      <translation>今はもうないスキル</translation>
    </message>
    <message>
      <source>Answer: {text}</source>
      <translation>回答：{text}</translation>
    </message>
    <message>
      <source>Answering…</source>
      <translation>回答しています…</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>ベースモデル</translation>
    </message>
    <message>
      <source>Chats need a pack, which holds the model. Install one, then start the app again.</source>
      <translation>チャットには、モデルの入ったパックが必要です。パックを入れてから、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Choose a skill below, or none, and write a message.</source>
      <translation>下でスキルを選び（なしでもかまいません）、メッセージを書いてください。</translation>
    </message>
    <message>
      <source>Delete this chat</source>
      <translation>このチャットを削除</translation>
    </message>
    <message>
      <source>Each message stands alone; the model does not see earlier ones.</source>
      <translation>メッセージは 1 件ずつ独立していて、モデルは前のやりとりを見ません。</translation>
    </message>
    <message>
      <source>New chat</source>
      <translation>新しいチャット</translation>
    </message>
    <message>
      <source>No pack is installed</source>
      <translation>パックがありません</translation>
    </message>
    <message>
      <source>Open in the browser</source>
      <translation>ブラウザーで開く</translation>
    </message>
    <message>
      <source>Rename this chat</source>
      <translation>このチャットの名前を変更</translation>
    </message>
    <message>
      <source>The answer links to {address}.</source>
      <translation>この回答には {address} へのリンクがあります。</translation>
    </message>
    <message>
      <source>Waiting for the model…</source>
      <translation>モデルを待っています…</translation>
    </message>
    <message>
      <source>You</source>
      <translation>あなた</translation>
    </message>
    <message>
      <source>{rate} tokens/s</source>
      <translation>{rate} トークン/秒</translation>
    </message>
    <message>
      <source>“{name}” was deleted.</source>
      <translation>「{name}」を削除しました。</translation>
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>A skill that is not there any more</source>
      <translation>今はもうないスキル</translation>
    </message>
    <message>
      <source>Ctrl+Enter sends, Enter begins a new line</source>
      <translation>Ctrl+Enter で送信、Enter で改行</translation>
    </message>
    <message>
      <source>Enter sends, Shift+Enter begins a new line</source>
      <translation>Enter で送信、Shift+Enter で改行</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>メッセージ</translation>
    </message>
    <message>
      <source>None (the base model alone)</source>
      <translation>なし（ベースモデルのみ）</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>送信</translation>
    </message>
    <message>
      <source>Skill</source>
      <translation>スキル</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Write a message…</source>
      <translation>メッセージを書く…</translation>
    </message>
  </context>
  <context>
    <name>CreatePage</name>
    <message>
      <source>A pack holds the model and what writes skills for it. Put a pack's folder into the packs folder of the app's data, or install the app again to get its starter pack back; then start the app again.</source>
      <translation>パックには、モデルと、そのスキルを作るしくみが入っています。アプリのデータの packs フォルダーにパックを置くか、アプリを入れ直して付属のパックを元に戻し、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Create</source>
      <translation>作成</translation>
    </message>
    <message>
      <source>Describe it in a sentence or two. A small skill is written for it on this computer.</source>
      <translation>1～2 文で説明してください。そのための小さなスキルを、このコンピューターの中で作ります。</translation>
    </message>
    <message>
      <source>For example: {description}</source>
      <translation>例：{description}</translation>
    </message>
    <message>
      <source>No pack is installed</source>
      <translation>パックがありません</translation>
    </message>
    <message>
      <source>Or begin with an example:</source>
      <translation>例から始めることもできます：</translation>
    </message>
    <message>
      <source>What should your model be good at?</source>
      <translation>モデルに何を得意になってほしいですか？</translation>
    </message>
    <message>
      <source>Writing the skill…</source>
      <translation>スキルを作っています…</translation>
    </message>
  </context>
  <context>
    <name>ExportMenu</name>
    <message>
      <source>Exported to {path}.</source>
      <translation>{path} に書き出しました。</translation>
    </message>
    <message>
      <source>GGUF file, for llama.cpp and its relatives…</source>
      <translation>GGUF ファイル（llama.cpp とその仲間向け）…</translation>
    </message>
    <message>
      <source>PEFT folder, for Python…</source>
      <translation>PEFT フォルダー（Python 向け）…</translation>
    </message>
    <message>
      <source>Show the folder</source>
      <translation>フォルダーを開く</translation>
    </message>
  </context>
  <context>
    <name>ForeignNote</name>
    <message>
      <source>English</source>
      <translation>英語</translation>
    </message>
    <message>
      <source>Japanese</source>
      <translation>日本語</translation>
    </message>
    <message>
      <source>This pack reads {languages}; other languages may not work.</source>
      <translation>このパックが読めるのは{languages}です。ほかの言語ではうまく動かないことがあります。</translation>
    </message>
  </context>
  <context>
    <name>LibraryPage</name>
    <message>
      <source>Chat with it</source>
      <translation>このスキルでチャット</translation>
    </message>
    <message>
      <source>Clear the search</source>
      <translation>検索をやめる</translation>
    </message>
    <message>
      <source>Create a skill</source>
      <translation>スキルを作る</translation>
    </message>
    <message>
      <source>Create one from a sentence, press Save, and it waits for you here.</source>
      <translation>ひとつの文からスキルを作って「保存」を押すと、ここに並びます。</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>削除</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>No skill has these words in its name, description or notes.</source>
      <translation>名前・説明・メモにこの言葉を含むスキルはありません。</translation>
    </message>
    <message>
      <source>No skills yet</source>
      <translation>スキルはまだありません</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>見つかりませんでした</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>名前を変更</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>検索</translation>
    </message>
    <message>
      <source>Search names, descriptions and notes</source>
      <translation>名前・説明・メモを検索</translation>
    </message>
    <message>
      <source>Skills</source>
      <translation>スキル</translation>
    </message>
    <message>
      <source>Your skills</source>
      <translation>保存したスキル</translation>
    </message>
    <message>
      <source>“{name}” was deleted.</source>
      <translation>「{name}」を削除しました。</translation>
    </message>
  </context>
  <context>
    <name>MessageBus</name>
    <message>
      <source>Something went wrong inside the app.</source>
      <translation>アプリの内部で問題が起きました。</translation>
    </message>
    <message>
      <source>Try again; if it happens again, copy the report and send it to the makers.</source>
      <translation>もう一度お試しください。繰り返すときは、レポートをコピーして開発者に送ってください。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>元に戻す</translation>
    </message>
  </context>
  <context>
    <name>MessageView</name>
    <message>
      <source>Copy this answer</source>
      <translation>この回答をコピー</translation>
    </message>
    <message>
      <source>Retry</source>
      <translation>もう一度きく</translation>
    </message>
    <message>
      <source>There is no answer to this.</source>
      <translation>これへの回答はありません。</translation>
    </message>
    <message>
      <source>This answer was cut off.</source>
      <translation>この回答は途中で終わっています。</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Close this notice</source>
      <translation>このお知らせを閉じる</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>コピーしました</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>レポートをコピー</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細</translation>
    </message>
  </context>
  <context>
    <name>Rail</name>
    <message>
      <source>Chat</source>
      <translation>チャット</translation>
    </message>
    <message>
      <source>Create</source>
      <translation>作成</translation>
    </message>
    <message>
      <source>Library</source>
      <translation>ライブラリ</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
  </context>
  <context>
    <name>ResultCard</name>
    <message>
      <source>Chat with it</source>
      <translation>このスキルでチャット</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>書き出す…</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Name of the skill</source>
      <translation>スキルの名前</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>保存済み</translation>
    </message>
    <message>
      <source>Your new skill, made in {seconds} s</source>
      <translation>新しいスキルができました（{seconds} 秒）</translation>
    </message>
  </context>
  <context>
    <name>SettingsPage</name>
    <message>
      <source>About</source>
      <translation>このアプリについて</translation>
    </message>
    <message>
      <source>Apple graphics (MPS)</source>
      <translation>Apple のグラフィックス（MPS）</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>システムに合わせる</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>Copy report</source>
      <translation>レポートをコピー</translation>
    </message>
    <message>
      <source>Ctrl+Enter</source>
      <translation>Ctrl+Enter</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>ダーク</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>デバイス</translation>
    </message>
    <message>
      <source>Enter</source>
      <translation>Enter</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>言語</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>ライト</translation>
    </message>
    <message>
      <source>Light, dark, or as the system has it.</source>
      <translation>ライト、ダーク、またはシステムと同じ配色。</translation>
    </message>
    <message>
      <source>NVIDIA graphics card (CUDA)</source>
      <translation>NVIDIA のグラフィックカード（CUDA）</translation>
    </message>
    <message>
      <source>Of the window; models answer in the languages they know.</source>
      <translation>画面の言語です。モデルは自分の知っている言語で答えます。</translation>
    </message>
    <message>
      <source>On top of the system's own size.</source>
      <translation>システムの文字サイズを基準にした大きさです。</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>プロセッサー（CPU）</translation>
    </message>
    <message>
      <source>Sending key</source>
      <translation>送信キー</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
    <message>
      <source>Shift+Enter always begins a new line.</source>
      <translation>Shift+Enter はいつでも改行です。</translation>
    </message>
    <message>
      <source>T2L Desktop {version}. It works without a network and sends nothing anywhere.</source>
      <translation>T2L Desktop {version}。ネットワークなしで動き、どこにも何も送りません。</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>文字の大きさ</translation>
    </message>
    <message>
      <source>The report was copied.</source>
      <translation>レポートをコピーしました。</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>テーマ</translation>
    </message>
    <message>
      <source>Versions of the app and of this computer's system, to send with a question</source>
      <translation>アプリとこのコンピューターのシステムのバージョン。質問に添えて送れます</translation>
    </message>
    <message>
      <source>Where models run; automatic takes the fastest there is.</source>
      <translation>モデルを動かす場所です。「自動」では、いちばん速いものを使います。</translation>
    </message>
    <message>
      <source>{percent} %</source>
      <translation>{percent} %</translation>
    </message>
  </context>
  <context>
    <name>StrengthSlider</name>
    <message>
      <source>How strongly the skill acts: 0 is off, 1 is as it was made. Double-click for 1.</source>
      <translation>スキルの効き具合です。0 で切れ、1 で作られたままの強さになります。ダブルクリックで 1 に戻ります。</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>オフ</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>強さ</translation>
    </message>
  </context>
  <context>
    <name>Transcript</name>
    <message>
      <source>Messages</source>
      <translation>メッセージ</translation>
    </message>
    <message>
      <source>Show earlier messages</source>
      <translation>前のメッセージを表示</translation>
    </message>
  </context>
  <context>
    <name>TryPanel</name>
    <message>
      <source>(no answer)</source>
      <translation>（回答なし）</translation>
    </message>
    <message>
      <source>A message to try it with</source>
      <translation>試しに送るメッセージ</translation>
    </message>
    <message>
      <source>Both answers are there.</source>
      <translation>2 つの回答がそろいました。</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Try</source>
      <translation>試す</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>試してみる</translation>
    </message>
    <message>
      <source>Waiting for the model to be ready…</source>
      <translation>モデルの準備ができるのを待っています…</translation>
    </message>
    <message>
      <source>With the skill</source>
      <translation>スキルあり</translation>
    </message>
    <message>
      <source>Without the skill</source>
      <translation>スキルなし</translation>
    </message>
  </context>
  <context>
    <name>errors</name>
    <message>
      <source>1 is as trained; 0 turns the adapter off.</source>
      <translation>1 で作られたままの強さ、0 でスキルは切れます。</translation>
    </message>
    <message>
      <source>A GGUF adapter can only be written for a known base model.</source>
      <translation>GGUF のスキルを書き出すには、ベースモデルが分かっている必要があります。</translation>
    </message>
    <message>
      <source>Adapters cannot be written for the architecture {architecture}.</source>
      <translation>アーキテクチャ {architecture} 向けのスキルは書き出せません。</translation>
    </message>
    <message>
      <source>Add the model again.</source>
      <translation>モデルを追加し直してください。</translation>
    </message>
    <message>
      <source>An adapter cannot be exported at the strength {strength}.</source>
      <translation>強さ {strength} ではスキルを書き出せません。</translation>
    </message>
    <message>
      <source>Check adapter_config.json, or get the adapter again.</source>
      <translation>adapter_config.json を確かめるか、スキルを入手し直してください。</translation>
    </message>
    <message>
      <source>Check its permissions and the free space, or choose another folder with --home.</source>
      <translation>アクセス権と空き容量を確かめるか、--home で別のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Check that it is there and that you may read it.</source>
      <translation>そこにあって、読み取れることを確かめてください。</translation>
    </message>
    <message>
      <source>Check that its folder exists and may be written to.</source>
      <translation>フォルダーがあって、書き込めることを確かめてください。</translation>
    </message>
    <message>
      <source>Check that its folder exists and that you may write there.</source>
      <translation>フォルダーがあって、そこに書き込めることを確かめてください。</translation>
    </message>
    <message>
      <source>Check the permissions of the data folder and the free space, or choose another with --home.</source>
      <translation>データフォルダーのアクセス権と空き容量を確かめるか、--home で別のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose a LoRA adapter in the GGUF format.</source>
      <translation>GGUF 形式の LoRA アダプターを選んでください。</translation>
    </message>
    <message>
      <source>Choose a chat model; embedding models and adapters cannot answer.</source>
      <translation>チャット用のモデルを選んでください。埋め込みモデルやアダプターは回答できません。</translation>
    </message>
    <message>
      <source>Choose a complete folder.</source>
      <translation>中身のそろったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose a folder with a pack.json in it.</source>
      <translation>pack.json の入ったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose a model in the GGUF format.</source>
      <translation>GGUF 形式のモデルを選んでください。</translation>
    </message>
    <message>
      <source>Choose a strength above 0 and up to {limit}.</source>
      <translation>0 より大きく {limit} 以下の強さを選んでください。</translation>
    </message>
    <message>
      <source>Choose another chat or begin a new one.</source>
      <translation>別のチャットを選ぶか、新しいチャットを始めてください。</translation>
    </message>
    <message>
      <source>Choose another file.</source>
      <translation>別のファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose another folder.</source>
      <translation>別のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose another one.</source>
      <translation>別のものを選んでください。</translation>
    </message>
    <message>
      <source>Choose another pack, or add its base model.</source>
      <translation>別のパックを選ぶか、ベースモデルを加えてください。</translation>
    </message>
    <message>
      <source>Choose another pack, or write a PEFT folder with `t2l-desktop generate --format peft`.</source>
      <translation>別のパックを選ぶか、`t2l-desktop generate --format peft` で PEFT フォルダーを書き出してください。</translation>
    </message>
    <message>
      <source>Choose another pack.</source>
      <translation>別のパックを選んでください。</translation>
    </message>
    <message>
      <source>Choose the GGUF file of a whole model.</source>
      <translation>モデル全体の GGUF ファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the complete file of a language model.</source>
      <translation>言語モデル全体のファイルを選んでください。</translation>
    </message>
    <message>
      <source>Choose the folder that contains hypermod.pt and args.yaml, or hypernet.safetensors and hypernet.json.</source>
      <translation>hypermod.pt と args.yaml、または hypernet.safetensors と hypernet.json の入ったフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose the model that it was trained on as the base.</source>
      <translation>学習に使われたモデルをベースに選んでください。</translation>
    </message>
    <message>
      <source>Choose “automatic” or “cpu” instead.</source>
      <translation>代わりに「自動」か「cpu」を選んでください。</translation>
    </message>
    <message>
      <source>Close other programs, choose a smaller context, or use a smaller model.</source>
      <translation>ほかのプログラムを閉じるか、コンテキストを短くするか、小さいモデルを使ってください。</translation>
    </message>
    <message>
      <source>Close other programs, or use a smaller model.</source>
      <translation>ほかのプログラムを閉じるか、小さいモデルを使ってください。</translation>
    </message>
    <message>
      <source>Close other windows of the app and try again.</source>
      <translation>このアプリのほかのウィンドウを閉じて、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Copy or download the checkpoint folder again.</source>
      <translation>チェックポイントのフォルダーを、コピーまたはダウンロードし直してください。</translation>
    </message>
    <message>
      <source>Copy the whole checkpoint folder again.</source>
      <translation>チェックポイントのフォルダーを丸ごとコピーし直してください。</translation>
    </message>
    <message>
      <source>Copy the whole embedder folder again; the starter's is prepared by “make” or the installer.</source>
      <translation>埋め込みモデルのフォルダーを丸ごとコピーし直してください。付属パックのものは make またはインストーラーが用意します。</translation>
    </message>
    <message>
      <source>Create it again from its description.</source>
      <translation>説明文から作り直してください。</translation>
    </message>
    <message>
      <source>Download or copy it again.</source>
      <translation>ダウンロードまたはコピーし直してください。</translation>
    </message>
    <message>
      <source>Free some space and try again; nothing that was saved is lost.</source>
      <translation>空き容量を増やして、もう一度お試しください。保存済みのものは失われていません。</translation>
    </message>
    <message>
      <source>Free some space and try again; nothing was changed.</source>
      <translation>空き容量を増やして、もう一度お試しください。何も変更されていません。</translation>
    </message>
    <message>
      <source>Get it again from its source.</source>
      <translation>配布元から入手し直してください。</translation>
    </message>
    <message>
      <source>Give it a short name.</source>
      <translation>短い名前を付けてください。</translation>
    </message>
    <message>
      <source>Install it, or choose one of the packs that are there.</source>
      <translation>そのパックを入れるか、今あるパックから選んでください。</translation>
    </message>
    <message>
      <source>Install the [train] extra: pip install 't2l-desktop[train]'.</source>
      <translation>追加パッケージ [train] を入れてください：pip install 't2l-desktop[train]'</translation>
    </message>
    <message>
      <source>Install the newest version of the app.</source>
      <translation>アプリの最新版を入れてください。</translation>
    </message>
    <message>
      <source>Install the newest version, or choose another folder with --home.</source>
      <translation>最新版を入れるか、--home で別のフォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Install the pack again.</source>
      <translation>パックを入れ直してください。</translation>
    </message>
    <message>
      <source>Install the pack again; in a source checkout, run `make setup`.</source>
      <translation>パックを入れ直してください。ソースから使っている場合は `make setup` を実行してください。</translation>
    </message>
    <message>
      <source>It was made for {wanted}; choose that model as the base.</source>
      <translation>これは {wanted} 用に作られています。そのモデルをベースに選んでください。</translation>
    </message>
    <message>
      <source>It was probably damaged in training or on the way; get it again.</source>
      <translation>学習中か受け渡しの途中で壊れたようです。入手し直してください。</translation>
    </message>
    <message>
      <source>It was probably damaged in training or on the way; get or make it again.</source>
      <translation>学習中か受け渡しの途中で壊れたようです。入手し直すか、作り直してください。</translation>
    </message>
    <message>
      <source>List the adapters to see them.</source>
      <translation>スキルの一覧で確かめてください。</translation>
    </message>
    <message>
      <source>Lower the strength of the adapters.</source>
      <translation>スキルの強さを下げてください。</translation>
    </message>
    <message>
      <source>Make the adapter again, or copy the file again.</source>
      <translation>スキルを作り直すか、ファイルをコピーし直してください。</translation>
    </message>
    <message>
      <source>Make the adapter again, or restore the file.</source>
      <translation>スキルを作り直すか、ファイルを元に戻してください。</translation>
    </message>
    <message>
      <source>Name it with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.</source>
      <translation>--base CONFIG.json か --base FILE.gguf で指定するか、--format peft を使ってください。</translation>
    </message>
    <message>
      <source>Name the base with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.</source>
      <translation>--base CONFIG.json か --base FILE.gguf でベースを指定するか、--format peft を使ってください。</translation>
    </message>
    <message>
      <source>No pack is installed.</source>
      <translation>パックがありません。</translation>
    </message>
    <message>
      <source>Only LoRA on linear layers is supported.</source>
      <translation>線形層の LoRA だけに対応しています。</translation>
    </message>
    <message>
      <source>Only byte-level BPE that splits single digits is supported.</source>
      <translation>数字を 1 桁ずつ分けるバイトレベル BPE だけに対応しています。</translation>
    </message>
    <message>
      <source>Only little-endian files of version 2 and 3 are; convert it again with a current llama.cpp.</source>
      <translation>対応しているのはリトルエンディアンのバージョン 2 と 3 です。新しい llama.cpp で変換し直してください。</translation>
    </message>
    <message>
      <source>Only plain LoRA adapters can be used; this one would do something else without the rest.</source>
      <translation>使えるのは通常の LoRA だけです。残りの部分を省くと、このスキルは別の動きをしてしまいます。</translation>
    </message>
    <message>
      <source>Put a pack's folder into the packs folder of the app.</source>
      <translation>アプリの packs フォルダーにパックのフォルダーを置いてください。</translation>
    </message>
    <message>
      <source>Remove one of the two folders.</source>
      <translation>2 つのフォルダーのどちらかを取り除いてください。</translation>
    </message>
    <message>
      <source>Restart the app; if that does not help, install it again.</source>
      <translation>アプリを再起動してください。それでも直らない場合は、インストールし直してください。</translation>
    </message>
    <message>
      <source>Restore it, or go on without it.</source>
      <translation>元に戻すか、それなしで続けてください。</translation>
    </message>
    <message>
      <source>Save it again as safetensors, which is what current versions of PEFT do.</source>
      <translation>safetensors で保存し直してください（今の PEFT の標準です）。</translation>
    </message>
    <message>
      <source>Save it as float32, float16 or bfloat16.</source>
      <translation>float32、float16、bfloat16 のいずれかで保存してください。</translation>
    </message>
    <message>
      <source>Say it in a sentence or two.</source>
      <translation>1～2 文で書いてください。</translation>
    </message>
    <message>
      <source>Shorten the message, or start a new chat.</source>
      <translation>メッセージを短くするか、新しいチャットを始めてください。</translation>
    </message>
    <message>
      <source>Start a new chat, or use another model.</source>
      <translation>新しいチャットを始めるか、別のモデルを使ってください。</translation>
    </message>
    <message>
      <source>Start the app again: it keeps the damaged file and begins a new one with your skills in it.</source>
      <translation>アプリを起動し直してください。壊れたファイルは残したまま、スキルを引き継いだ新しいファイルを作ります。</translation>
    </message>
    <message>
      <source>The adapter changes {module} twice.</source>
      <translation>このスキルは {module} を 2 度変更しています。</translation>
    </message>
    <message>
      <source>The adapter file {file} is damaged or incomplete.</source>
      <translation>スキルのファイル {file} は壊れているか、中身がそろっていません。</translation>
    </message>
    <message>
      <source>The adapter file {file} is missing.</source>
      <translation>スキルのファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The adapter holds the tensor {tensor}, which is not part of a plain LoRA.</source>
      <translation>このスキルには、通常の LoRA にはないテンソル {tensor} が入っています。</translation>
    </message>
    <message>
      <source>The adapter holds values that are not numbers.</source>
      <translation>このスキルには、数ではない値が入っています。</translation>
    </message>
    <message>
      <source>The adapter is empty.</source>
      <translation>このスキルは空です。</translation>
    </message>
    <message>
      <source>The adapter is incomplete or damaged; get or make it again.</source>
      <translation>このスキルは欠けているか壊れています。入手し直すか、作り直してください。</translation>
    </message>
    <message>
      <source>The adapter {file} was made for another base model.</source>
      <translation>スキル {file} は、別のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The adapter {name} is in the bin.</source>
      <translation>スキル「{name}」は削除済みです。</translation>
    </message>
    <message>
      <source>The adapter {name} was made for another base model than that of {pack}.</source>
      <translation>スキル「{name}」は、{pack} のものとは別のベースモデル用に作られています。</translation>
    </message>
    <message>
      <source>The adapter's configuration has an unusable value for {key}.</source>
      <translation>スキルの設定の {key} に、使えない値が入っています。</translation>
    </message>
    <message>
      <source>The adapter's tensors for {module} do not fit each other.</source>
      <translation>このスキルの {module} のテンソルは、大きさが互いに合いません。</translation>
    </message>
    <message>
      <source>The adapter's values are too large for float16.</source>
      <translation>このスキルの値は float16 には大きすぎます。</translation>
    </message>
    <message>
      <source>The answer broke down: the model's numbers grew too large.</source>
      <translation>モデルの計算値が大きくなりすぎて、回答が続けられなくなりました。</translation>
    </message>
    <message>
      <source>The conversation is too long: {tokens} tokens, and the model has room for {limit}.</source>
      <translation>会話が長すぎます。{tokens} トークンありますが、このモデルで扱えるのは {limit} トークンまでです。</translation>
    </message>
    <message>
      <source>The damaged file is kept as {file} in the data folder.</source>
      <translation>壊れたファイルは、データフォルダーに {file} として残してあります。</translation>
    </message>
    <message>
      <source>The description has no words in it.</source>
      <translation>説明に言葉が入っていません。</translation>
    </message>
    <message>
      <source>The description has {length} characters; {limit} are the most.</source>
      <translation>説明が {length} 文字あります。{limit} 文字までにしてください。</translation>
    </message>
    <message>
      <source>The description is empty.</source>
      <translation>説明が空です。</translation>
    </message>
    <message>
      <source>The device {device} is not available on this machine.</source>
      <translation>デバイス {device} は、このコンピューターでは使えません。</translation>
    </message>
    <message>
      <source>The embedder gives {got} numbers, but this hypernetwork reads {wanted}.</source>
      <translation>埋め込みモデルの出力は {got} 次元ですが、このハイパーネットワークの入力は {wanted} 次元です。</translation>
    </message>
    <message>
      <source>The embedder in {folder} is damaged or of a kind that is not supported.</source>
      <translation>{folder} の埋め込みモデルは、壊れているか、対応していない種類です。</translation>
    </message>
    <message>
      <source>The embedder in {folder} lacks its file {file}.</source>
      <translation>{folder} の埋め込みモデルに、ファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The file {file} cannot be read.</source>
      <translation>ファイル {file} を読み取れません。</translation>
    </message>
    <message>
      <source>The file {file} cannot be written.</source>
      <translation>ファイル {file} に書き込めません。</translation>
    </message>
    <message>
      <source>The file {file} does not belong to the embedder of its pack.</source>
      <translation>ファイル {file} は、このパックの埋め込みモデルに合いません。</translation>
    </message>
    <message>
      <source>The file {file} does not say how large the model is.</source>
      <translation>ファイル {file} には、モデルの大きさが書かれていません。</translation>
    </message>
    <message>
      <source>The file {file} holds numbers of type {type}, which are not read here.</source>
      <translation>ファイル {file} の数値は {type} 型で、ここでは読めません。</translation>
    </message>
    <message>
      <source>The file {file} holds values that are not numbers.</source>
      <translation>ファイル {file} に、数ではない値が入っています。</translation>
    </message>
    <message>
      <source>The file {file} is damaged or cut short.</source>
      <translation>ファイル {file} は壊れているか、途中で切れています。</translation>
    </message>
    <message>
      <source>The file {file} is far too large to be what it claims.</source>
      <translation>ファイル {file} は、中身の種類に対して大きすぎます。</translation>
    </message>
    <message>
      <source>The file {file} is in a GGUF version that is not supported.</source>
      <translation>ファイル {file} は、対応していないバージョンの GGUF です。</translation>
    </message>
    <message>
      <source>The file {file} is missing.</source>
      <translation>ファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a GGUF file.</source>
      <translation>ファイル {file} は GGUF ファイルではありません。</translation>
    </message>
    <message>
      <source>The file {file} is not a base model.</source>
      <translation>ファイル {file} はベースモデルではありません。</translation>
    </message>
    <message>
      <source>The file {file} is not valid JSON.</source>
      <translation>ファイル {file} は正しい JSON ではありません。</translation>
    </message>
    <message>
      <source>The files of the adapter {name} are missing.</source>
      <translation>スキル「{name}」のファイルがありません。</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be written.</source>
      <translation>フォルダー {folder} に書き込めません。</translation>
    </message>
    <message>
      <source>The folder {folder} holds no hypernetwork.</source>
      <translation>フォルダー {folder} にハイパーネットワークがありません。</translation>
    </message>
    <message>
      <source>The folder {pack} holds no pack.</source>
      <translation>フォルダー {pack} にパックがありません。</translation>
    </message>
    <message>
      <source>The hypernetwork's file {file} is damaged or of another kind.</source>
      <translation>ハイパーネットワークのファイル {file} は、壊れているか、別の種類のものです。</translation>
    </message>
    <message>
      <source>The hypernetwork's file {file} is missing or cannot be read.</source>
      <translation>ハイパーネットワークのファイル {file} がないか、読み取れません。</translation>
    </message>
    <message>
      <source>The library cannot be written.</source>
      <translation>ライブラリに書き込めません。</translation>
    </message>
    <message>
      <source>The library file is damaged.</source>
      <translation>ライブラリのファイルが壊れています。</translation>
    </message>
    <message>
      <source>The library file was damaged; a new one was begun and {count} adapters were found again.</source>
      <translation>ライブラリのファイルが壊れていたので新しく作り、{count} 個のスキルを引き継ぎました。</translation>
    </message>
    <message>
      <source>The library is in use by another program.</source>
      <translation>ライブラリをほかのプログラムが使っています。</translation>
    </message>
    <message>
      <source>The library was written by a newer version of the app.</source>
      <translation>このライブラリは、より新しいバージョンのアプリで書かれています。</translation>
    </message>
    <message>
      <source>The message is empty.</source>
      <translation>メッセージが空です。</translation>
    </message>
    <message>
      <source>The model could not compute the answer.</source>
      <translation>モデルが回答を計算できませんでした。</translation>
    </message>
    <message>
      <source>The model file {file} is damaged, incomplete or not a chat model.</source>
      <translation>モデルのファイル {file} は、壊れているか、途中で切れているか、チャット用のモデルではありません。</translation>
    </message>
    <message>
      <source>The model file {file} is missing.</source>
      <translation>モデルのファイル {file} がありません。</translation>
    </message>
    <message>
      <source>The model {file} does not write text.</source>
      <translation>モデル {file} は文章を書くモデルではありません。</translation>
    </message>
    <message>
      <source>The model's chat template refuses this conversation.</source>
      <translation>このモデルのチャットテンプレートでは、この会話を扱えません。</translation>
    </message>
    <message>
      <source>The name is empty.</source>
      <translation>名前が空です。</translation>
    </message>
    <message>
      <source>The pack {pack} cannot create adapters: it has no hypernetwork or no embedder.</source>
      <translation>パック {pack} ではスキルを作れません。ハイパーネットワークか埋め込みモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to chat with.</source>
      <translation>パック {pack} には、チャットに使うベースモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to create adapters for.</source>
      <translation>パック {pack} には、スキルのもとになるベースモデルがありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is damaged: {parts}.</source>
      <translation>パック {pack} が壊れています：{parts}</translation>
    </message>
    <message>
      <source>The pack {pack} is incomplete: {part} is missing.</source>
      <translation>パック {pack} は中身がそろっていません。{part} がありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is not installed.</source>
      <translation>パック {pack} がありません。</translation>
    </message>
    <message>
      <source>The pack {pack} is of a kind that this version does not know.</source>
      <translation>パック {pack} は、このバージョンでは扱えない種類です。</translation>
    </message>
    <message>
      <source>The pack {pack} is there twice.</source>
      <translation>パック {pack} が 2 つあります。</translation>
    </message>
    <message>
      <source>The pack.json of the pack {pack} is damaged or not meant for this app.</source>
      <translation>パック {pack} の pack.json が壊れているか、このアプリ用ではありません。</translation>
    </message>
    <message>
      <source>The part of the app that does the work cannot be started.</source>
      <translation>処理を行うプログラムを起動できません。</translation>
    </message>
    <message>
      <source>The part of the app that does the work has ended unexpectedly.</source>
      <translation>アプリの処理を受け持つ部分が、予期せず終了しました。</translation>
    </message>
    <message>
      <source>The part of the app that does the work has stopped three times within a minute.</source>
      <translation>アプリの処理を受け持つ部分が、1 分間に 3 回止まりました。</translation>
    </message>
    <message>
      <source>The strength {strength} is not between -{limit} and {limit}.</source>
      <translation>強さ {strength} は、-{limit} から {limit} までの範囲に入っていません。</translation>
    </message>
    <message>
      <source>There is no adapter {id}.</source>
      <translation>スキル {id} は見つかりません。</translation>
    </message>
    <message>
      <source>There is no room left on the disk for the library.</source>
      <translation>ディスクに、ライブラリのための空きがありません。</translation>
    </message>
    <message>
      <source>There is not enough memory for the model {file} with {length} tokens of context.</source>
      <translation>メモリが足りません。モデル {file} を {length} トークンのコンテキストで動かせません。</translation>
    </message>
    <message>
      <source>There is not enough memory for the model {file}.</source>
      <translation>モデル {file} を動かすメモリが足りません。</translation>
    </message>
    <message>
      <source>There is not enough room on the disk for {path}.</source>
      <translation>ディスクに {path} のための空きがありません。</translation>
    </message>
    <message>
      <source>There is not enough room on the disk to write {file}.</source>
      <translation>ディスクに {file} を書き込むための空きがありません。</translation>
    </message>
    <message>
      <source>These are supported: {supported}.</source>
      <translation>対応しているもの：{supported}</translation>
    </message>
    <message>
      <source>This adapter changes q, k and v apart, but {architecture} keeps the three in one matrix.</source>
      <translation>このスキルは q・k・v を別々に変更しますが、{architecture} ではこの 3 つがひとつの行列になっています。</translation>
    </message>
    <message>
      <source>This adapter changes {module}, which llama.cpp has no adapters for in {architecture}.</source>
      <translation>このスキルは {module} を変更しますが、llama.cpp は {architecture} のその部分に対応していません。</translation>
    </message>
    <message>
      <source>This adapter is more than a plain LoRA: it uses {features}.</source>
      <translation>このスキルは通常の LoRA ではなく、{features} を使っています。</translation>
    </message>
    <message>
      <source>This adapter is stored as adapter_model.bin, a format that can run code when it is opened.</source>
      <translation>このスキルは adapter_model.bin 形式です。開くとプログラムが実行されるおそれがあるため、読み込みません。</translation>
    </message>
    <message>
      <source>This adapter was made for another base model: its sizes do not fit {base}.</source>
      <translation>このスキルは別のベースモデル用です。大きさが {base} と合いません。</translation>
    </message>
    <message>
      <source>This chat does not exist any more.</source>
      <translation>このチャットはもうありません。</translation>
    </message>
    <message>
      <source>This hypernetwork knows its tasks by number and cannot read a description.</source>
      <translation>このハイパーネットワークはタスクを番号で扱うもので、説明文を読めません。</translation>
    </message>
    <message>
      <source>This model cannot be written as GGUF here: only plain Llama models can.</source>
      <translation>このモデルは GGUF にできません。対応しているのは標準的な Llama モデルだけです。</translation>
    </message>
    <message>
      <source>This model's tokenizer cannot be written as GGUF here.</source>
      <translation>このモデルのトークナイザーは GGUF にできません。</translation>
    </message>
    <message>
      <source>This version of the app does not know the kind of model in {file}.</source>
      <translation>{file} のモデルは、このバージョンのアプリでは扱えない種類です。</translation>
    </message>
    <message>
      <source>Train the adapter on qkv_proj instead, or use it with PEFT.</source>
      <translation>代わりに qkv_proj で学習し直すか、PEFT で使ってください。</translation>
    </message>
    <message>
      <source>Training needs packages that are not installed: {package}.</source>
      <translation>学習に必要なパッケージがありません：{package}</translation>
    </message>
    <message>
      <source>Try again with a shorter message or a smaller context.</source>
      <translation>メッセージかコンテキストを短くして、もう一度お試しください。</translation>
    </message>
    <message>
      <source>Try again; it is started anew.</source>
      <translation>もう一度お試しください。自動で起動し直します。</translation>
    </message>
    <message>
      <source>Use a BERT-like embedding model such as all-MiniLM-L6-v2, with its weights as safetensors.</source>
      <translation>all-MiniLM-L6-v2 のような BERT 系の埋め込みモデルを、safetensors の重みで使ってください。</translation>
    </message>
    <message>
      <source>Use a Llama model with SiLU, without biases and without rope scaling.</source>
      <translation>SiLU を使い、バイアスと RoPE スケーリングのない Llama モデルを使ってください。</translation>
    </message>
    <message>
      <source>Use a checkpoint that was trained with task descriptions.</source>
      <translation>タスクの説明文で学習したチェックポイントを使ってください。</translation>
    </message>
    <message>
      <source>Use an adapter that changes only {modules}.</source>
      <translation>{modules} だけを変更するスキルを使ってください。</translation>
    </message>
    <message>
      <source>Use another model, or a newer version of the app.</source>
      <translation>別のモデルを使うか、アプリを新しくしてください。</translation>
    </message>
    <message>
      <source>Use it with the model that it was made for, or make a new one for this model.</source>
      <translation>もとのモデルと組み合わせるか、このモデル用に作り直してください。</translation>
    </message>
    <message>
      <source>Use it with the pack {home}, or create it again for this one.</source>
      <translation>パック {home} で使うか、このパック用に作り直してください。</translation>
    </message>
    <message>
      <source>Use the embedder that the hypernetwork was trained with.</source>
      <translation>ハイパーネットワークの学習に使われた埋め込みモデルを使ってください。</translation>
    </message>
    <message>
      <source>Wait a minute and try again; if it happens again, restart the app.</source>
      <translation>1 分ほど待ってから、もう一度お試しください。繰り返すときは、アプリを起動し直してください。</translation>
    </message>
    <message>
      <source>Write it as float32 instead.</source>
      <translation>代わりに float32 で書き出してください。</translation>
    </message>
    <message>
      <source>Write one sentence about what the model should be good at.</source>
      <translation>モデルに何を得意になってほしいか、1 文で書いてください。</translation>
    </message>
    <message>
      <source>Write something to send.</source>
      <translation>送る内容を書いてください。</translation>
    </message>
    <message>
      <source>{file} is not a GGUF file.</source>
      <translation>{file} は GGUF ファイルではありません。</translation>
    </message>
    <message>
      <source>{file} is not a file.</source>
      <translation>{file} はファイルではありません。</translation>
    </message>
    <message>
      <source>{file} is not an adapter.</source>
      <translation>{file} はアダプターではありません。</translation>
    </message>
    <message>
      <source>{path} cannot be written.</source>
      <translation>{path} に書き込めません。</translation>
    </message>
  </context>
  <context>
    <name>files</name>
    <message>
      <source>Export as a GGUF file</source>
      <translation>GGUF ファイルとして書き出す</translation>
    </message>
    <message>
      <source>Export as a PEFT folder into…</source>
      <translation>PEFT フォルダーの書き出し先…</translation>
    </message>
    <message>
      <source>GGUF adapter (*.gguf)</source>
      <translation>GGUF アダプター (*.gguf)</translation>
    </message>
  </context>
</TS>
