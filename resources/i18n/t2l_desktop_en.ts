<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
  <context>
    <name>ExportMenu</name>
    <message numerus="yes">
      <source>%n skills were exported to {path}.</source>
      <translation>
        <numerusform>%n skill was exported to {path}.</numerusform>
        <numerusform>%n skills were exported to {path}.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>MessageView</name>
    <message numerus="yes">
      <source>The model could not read the first %n messages any more.</source>
      <translation>
        <numerusform>The model could not read the first message any more.</numerusform>
        <numerusform>The model could not read the first %n messages any more.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>SheetRows</name>
    <message numerus="yes">
      <source>%n rows were removed.</source>
      <translation>
        <numerusform>A row was removed.</numerusform>
        <numerusform>%n rows were removed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>SheetScores</name>
    <message numerus="yes">
      <source>Not finished: %n inputs are not answered yet.</source>
      <translation>
        <numerusform>Not finished: one input is not answered yet.</numerusform>
        <numerusform>Not finished: %n inputs are not answered yet.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>errors</name>
    <message>
      <source>A GGUF adapter can only be written for a known base model.</source>
      <translation>A skill can only be written in the GGUF format for a known base model.</translation>
    </message>
    <message>
      <source>Adapters cannot be written for the architecture {architecture}.</source>
      <translation>Skills cannot be written for the architecture {architecture}.</translation>
    </message>
    <message>
      <source>An embedder alone makes no pack.</source>
      <translation>An embedder alone makes no model.</translation>
    </message>
    <message>
      <source>Another pack is called {pack} by now.</source>
      <translation>Another model is called {pack} by now.</translation>
    </message>
    <message>
      <source>Check adapter_config.json, or get the adapter again.</source>
      <translation>Check adapter_config.json, or get the skill again.</translation>
    </message>
    <message>
      <source>Check its permissions and the free space, or choose another folder with --home.</source>
      <translation>Check its permissions and the free space, then try again.</translation>
    </message>
    <message>
      <source>Check the permissions of the data folder and the free space, or choose another with --home.</source>
      <translation>Check the permissions of the data folder and the free space, then try again.</translation>
    </message>
    <message>
      <source>Choose a chat model; embedding models and adapters cannot answer.</source>
      <translation>Choose a chat model; embedding models and skills cannot answer.</translation>
    </message>
    <message>
      <source>Choose another pack to work with instead; this one takes little room.</source>
      <translation>Choose another model to work with instead; this one takes little room.</translation>
    </message>
    <message>
      <source>Choose another pack, or add its base model.</source>
      <translation>Choose another model, or add the base model of this one.</translation>
    </message>
    <message>
      <source>Choose another pack, or write a PEFT folder with `t2l-desktop generate --format peft`.</source>
      <translation>Choose another model, or write a PEFT folder with `t2l-desktop generate --format peft`.</translation>
    </message>
    <message>
      <source>Choose another pack.</source>
      <translation>Choose another model.</translation>
    </message>
    <message>
      <source>Choose the skill yourself, or add a pack that has an embedder.</source>
      <translation>Choose the skill yourself, or add a model that has an embedder.</translation>
    </message>
    <message>
      <source>Choose “automatic” as the device, close other programs, or choose a smaller model.</source>
      <translation>Choose “Automatic” as the device, close other programs, or choose a smaller model.</translation>
    </message>
    <message>
      <source>Choose “automatic” or “cpu” instead.</source>
      <translation>Choose “Automatic” or “Processor” instead.</translation>
    </message>
    <message>
      <source>Copy the whole embedder folder again; the starter's is prepared by “make” or the installer.</source>
      <translation>Copy the whole embedder folder again; for the starter, install the app again.</translation>
    </message>
    <message>
      <source>Import a .t2lpack file, or install the app again.</source>
      <translation>Add a .t2lpack file, or install the app again.</translation>
    </message>
    <message>
      <source>Import it as a skill; a pack needs a hypernetwork, which writes adapters.</source>
      <translation>Import it as a skill; what a model needs is a hypernetwork, which writes skills.</translation>
    </message>
    <message>
      <source>Import it as a skill; for a pack, choose the model that it belongs to.</source>
      <translation>Import it as a skill, or choose the model that it belongs to.</translation>
    </message>
    <message>
      <source>Import the pack again.</source>
      <translation>Add the model again.</translation>
    </message>
    <message>
      <source>Install a pack with a base model first.</source>
      <translation>Add a model with a base model first.</translation>
    </message>
    <message>
      <source>Install it, or choose one of the packs that are there.</source>
      <translation>Add it, or choose one of the models that are there.</translation>
    </message>
    <message>
      <source>Install the newest version, or choose another folder with --home.</source>
      <translation>Install the newest version.</translation>
    </message>
    <message>
      <source>Install the pack again.</source>
      <translation>Add the model again.</translation>
    </message>
    <message>
      <source>Install the pack again; in a source checkout, run `make setup`.</source>
      <translation>Install the app again.</translation>
    </message>
    <message>
      <source>Install the pack with it again, or export the skill as it is.</source>
      <translation>Add the model with it again, or export the skill as it is.</translation>
    </message>
    <message>
      <source>Install the pack with that base model, then import the skill again.</source>
      <translation>Add the model with that base, then import the skill again.</translation>
    </message>
    <message>
      <source>List the skills to see them.</source>
      <translation>Look for it in the Library.</translation>
    </message>
    <message>
      <source>Make the adapter again, or copy the file again.</source>
      <translation>Make the skill again, or copy the file again.</translation>
    </message>
    <message>
      <source>Make the adapter again, or restore the file.</source>
      <translation>Make the skill again, or restore the file.</translation>
    </message>
    <message>
      <source>Mount the drive with file locking, or choose another folder with --home.</source>
      <translation>Move the data to a drive in this computer.</translation>
    </message>
    <message>
      <source>No pack is installed.</source>
      <translation>No model is installed.</translation>
    </message>
    <message>
      <source>Packs stay there for thirty days; import it again.</source>
      <translation>Removed models stay there for thirty days; add it again.</translation>
    </message>
    <message>
      <source>Put it back there, or import it again from where it is now.</source>
      <translation>Put it back there, or add it again from where it is now.</translation>
    </message>
    <message>
      <source>The adapter changes {module} twice.</source>
      <translation>The skill changes {module} twice.</translation>
    </message>
    <message>
      <source>The adapter file {file} is damaged or incomplete.</source>
      <translation>The skill file {file} is damaged or incomplete.</translation>
    </message>
    <message>
      <source>The adapter file {file} is missing.</source>
      <translation>The skill file {file} is missing.</translation>
    </message>
    <message>
      <source>The adapter holds the tensor {tensor}, which is not part of a plain LoRA.</source>
      <translation>The skill holds the tensor {tensor}, which is not part of a plain LoRA.</translation>
    </message>
    <message>
      <source>The adapter holds values that are not numbers.</source>
      <translation>The skill holds values that are not numbers.</translation>
    </message>
    <message>
      <source>The adapter is empty.</source>
      <translation>The skill is empty.</translation>
    </message>
    <message>
      <source>The adapter is incomplete or damaged; get or make it again.</source>
      <translation>The skill is incomplete or damaged; get or make it again.</translation>
    </message>
    <message>
      <source>The adapter {file} was made for another base model than {base}.</source>
      <translation>The skill {file} was made for another base model than {base}.</translation>
    </message>
    <message>
      <source>The adapter {file} was made for another base model.</source>
      <translation>The skill {file} was made for another base model.</translation>
    </message>
    <message>
      <source>The adapter's configuration has an unusable value for {key}.</source>
      <translation>The skill's configuration has an unusable value for {key}.</translation>
    </message>
    <message>
      <source>The adapter's tensors for {module} do not fit each other.</source>
      <translation>The skill's tensors for {module} do not fit each other.</translation>
    </message>
    <message>
      <source>The adapter's values are too large for float16.</source>
      <translation>The skill's values are too large for float16.</translation>
    </message>
    <message>
      <source>The base model of the pack {pack} is not where it was: {path}.</source>
      <translation>The base model of {pack} is not where it was: {path}.</translation>
    </message>
    <message>
      <source>The file {file} does not belong to the embedder of its pack.</source>
      <translation>The file {file} does not belong to the embedder of its model.</translation>
    </message>
    <message>
      <source>The file {file} is an adapter, not a base model.</source>
      <translation>The file {file} is a skill, not a base model.</translation>
    </message>
    <message>
      <source>The folder {folder} holds an adapter.</source>
      <translation>The folder {folder} holds a skill.</translation>
    </message>
    <message>
      <source>The folder {pack} holds no pack.</source>
      <translation>The folder {pack} holds no model.</translation>
    </message>
    <message>
      <source>The hypernetwork writes adapters for {wanted} layers, but the base {base} has {got}.</source>
      <translation>The hypernetwork writes skills for {wanted} layers, but the base {base} has {got}.</translation>
    </message>
    <message>
      <source>The hypernetwork writes adapters, the last one in {seconds} s.</source>
      <translation>The hypernetwork writes skills, the last one in {seconds} s.</translation>
    </message>
    <message>
      <source>The pack {pack} came with the app: it can neither be removed nor changed.</source>
      <translation>The model {pack} came with the app: it can neither be removed nor changed.</translation>
    </message>
    <message>
      <source>The pack {pack} cannot create skills: it has no hypernetwork or no embedder.</source>
      <translation>The model {pack} cannot create skills: it has no hypernetwork or no embedder.</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to chat with.</source>
      <translation>The model {pack} has no base model to chat with.</translation>
    </message>
    <message>
      <source>The pack {pack} has no base model to create skills for.</source>
      <translation>The model {pack} has no base model to create skills for.</translation>
    </message>
    <message>
      <source>The pack {pack} is damaged: {parts}.</source>
      <translation>The model {pack} is damaged: {parts}.</translation>
    </message>
    <message>
      <source>The pack {pack} is incomplete: {part} is missing.</source>
      <translation>The model {pack} is incomplete: {part} is missing.</translation>
    </message>
    <message>
      <source>The pack {pack} is not installed.</source>
      <translation>The model {pack} is not installed.</translation>
    </message>
    <message>
      <source>The pack {pack} is of a kind that this version does not know.</source>
      <translation>The model {pack} is of a kind that this version does not know.</translation>
    </message>
    <message>
      <source>The pack {pack} is there twice.</source>
      <translation>The model {pack} is there twice.</translation>
    </message>
    <message>
      <source>The pack.json of the pack {pack} is damaged or not meant for this app.</source>
      <translation>The pack.json of the model {pack} is damaged or not meant for this app.</translation>
    </message>
    <message>
      <source>The skill {name} is in the bin.</source>
      <translation>The skill {name} was deleted.</translation>
    </message>
    <message>
      <source>There is no pack {pack} in the bin.</source>
      <translation>There is no model {pack} among the removed models.</translation>
    </message>
    <message>
      <source>There is nothing in {file} that a pack can be made of.</source>
      <translation>There is nothing in {file} that a model can be made of.</translation>
    </message>
    <message>
      <source>There is nothing to make a pack of.</source>
      <translation>There is nothing to make a model of.</translation>
    </message>
    <message>
      <source>This adapter changes q, k and v apart, but {architecture} keeps the three in one matrix.</source>
      <translation>This skill changes q, k and v apart, but {architecture} keeps the three in one matrix.</translation>
    </message>
    <message>
      <source>This adapter changes {module}, a part of the model that cannot be changed here.</source>
      <translation>This skill changes {module}, a part of the model that cannot be changed here.</translation>
    </message>
    <message>
      <source>This adapter changes {module}, which llama.cpp has no adapters for in {architecture}.</source>
      <translation>This skill changes {module}, which llama.cpp cannot change in {architecture}.</translation>
    </message>
    <message>
      <source>This adapter is more than a plain LoRA: it uses {features}.</source>
      <translation>This skill is more than a plain LoRA: it uses {features}.</translation>
    </message>
    <message>
      <source>This adapter is stored as adapter_model.bin, a format that can run code when it is opened.</source>
      <translation>This skill is stored as adapter_model.bin, a format that can run code when it is opened.</translation>
    </message>
    <message>
      <source>This adapter was made for another base model: its sizes do not fit {base}.</source>
      <translation>This skill was made for another base model: its sizes do not fit {base}.</translation>
    </message>
    <message>
      <source>Train the adapter on qkv_proj instead, or use it with PEFT.</source>
      <translation>Train the skill on qkv_proj instead, or use it with PEFT.</translation>
    </message>
    <message>
      <source>Use an adapter that changes only {modules}.</source>
      <translation>Use a skill that changes only {modules}.</translation>
    </message>
    <message>
      <source>Use it with the pack {home}, or create it again for this one.</source>
      <translation>Use it with the model {home}, or create it again for this one.</translation>
    </message>
    <message>
      <source>Without a base model nobody can chat: the pack writes PEFT folders for other programs.</source>
      <translation>Without a base model there is no chat: this one only writes PEFT folders for other programs.</translation>
    </message>
    <message>
      <source>{file} is not an adapter.</source>
      <translation>{file} is not a skill.</translation>
    </message>
  </context>
</TS>
